// What starts, stops and follows a run.
import { FailureNotice } from '../shared/failure-notice';
import { formatPercent } from '../shared/format';
import type { Setting } from './results';
import { cancel, failure, progress, results, setting, start } from './state';

/** The built page loads nothing of other runtimes, nor names them. */
const DevelopmentChoice = import.meta.env.DEV ? (await import('./peer-choice')).PeerChoice : null;

const SETTINGS: readonly { readonly value: Setting; readonly text: string }[] = [
  { value: 'small', text: 'Small: 5 networks' },
  { value: 'full', text: 'Full: 19 networks' },
];

const WHAT: Readonly<Record<Setting, string>> = {
  small:
    'SqueezeNet 1.1 and four MobileNets: seconds on a graphics card, a minute or two on a software adapter.',
  full: 'Both SqueezeNets, MobileNet at four widths and four sizes, DenseNet-121: minutes; much longer on a software adapter.',
};

/** The button, the setting, and how far a run is. */
export function Controls() {
  const isRunning = progress.value !== null;
  return (
    <section class="panel controls" aria-label="Run">
      <div class="row">
        {isRunning ? (
          <button type="button" onClick={cancel}>
            Cancel
          </button>
        ) : (
          <button type="button" class="primary" onClick={start}>
            {results.value ? 'Measure again' : 'Measure'}
          </button>
        )}
        <label class="setting">
          <span class="quiet">Setting</span>
          <select
            disabled={isRunning}
            value={setting.value}
            onChange={({ currentTarget }) => {
              setting.value = currentTarget.value === 'full' ? 'full' : 'small';
            }}
          >
            {SETTINGS.map(({ value, text }) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      </div>
      {!isRunning && <p class="quiet what">{WHAT[setting.value]}</p>}
      {DevelopmentChoice && <DevelopmentChoice />}
      <Progress />
    </section>
  );
}

/** What ended the last run, when it was not its end. */
export function RunNotice() {
  const status = results.value?.status;
  const kept = results.value && results.value.networks.length > 0;
  if (failure.value !== null) {
    return (
      <FailureNotice error={failure.value}>
        {kept && <span>What was measured before is below.</span>}
        <button type="button" onClick={start}>
          Try again
        </button>
      </FailureNotice>
    );
  }
  if (status !== 'cancelled') return null;
  return (
    <div class="notice" role="status">
      <p>
        <strong>Cancelled.</strong>{' '}
        {kept ? 'What was measured before is below.' : 'Nothing was measured yet.'}
      </p>
    </div>
  );
}

function Progress() {
  if (progress.value === null) return null;
  const { label, share } = progress.value;
  return (
    <div class="progress">
      <progress value={share} aria-label="Progress of the benchmark" />
      <p class="row quiet" role="status">
        <span>Measuring {label}</span>
        <span>{formatPercent(share)}</span>
      </p>
      <p class="quiet">Leave this page in front: browsers slow down pages that nobody sees.</p>
    </div>
  );
}
