// A saved result beside the present one: another run, or another adapter.
import { adapterName } from '../shared/shell';
import { compareResults, meanRatio } from './compare-results';
import { digits } from './digits';
import type { BenchmarkResults } from './results';
import { opened, openFailure, openFile, results } from './state';
import { type Column, FiguresTable } from './table';

/** Where a file is opened, and what it says beside the present run. */
export function Comparison() {
  return (
    <section
      class="panel compare"
      aria-labelledby="compare"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const file = event.dataTransfer?.files[0];
        if (file) void openFile(file);
      }}
    >
      <h2 id="compare">Compare with a saved result</h2>
      <div class="row">
        <label class="button">
          Open a JSON file
          <input
            class="visually-hidden"
            type="file"
            accept="application/json,.json"
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              currentTarget.value = ''; // the same file can be opened again
              if (file) void openFile(file);
            }}
          />
        </label>
        <span class="quiet">or drop one here: of another run, browser or machine.</span>
      </div>
      {openFailure.value !== null && (
        <div class="notice failure" role="alert">
          <p>
            <strong>This file cannot be compared.</strong> {openFailure.value}
          </p>
        </div>
      )}
      {opened.value && (
        <Compared
          fileName={opened.value.fileName}
          other={opened.value.results}
          own={results.value}
        />
      )}
    </section>
  );
}

interface ComparedProps {
  readonly fileName: string;
  readonly other: BenchmarkResults;
  /** Null before the first run: then the file is shown alone. */
  readonly own: BenchmarkResults | null;
}

function Compared({ fileName, other, own }: ComparedProps) {
  const networks = compareResults(own ?? { ...other, networks: [] }, other);
  const mean = meanRatio(networks);
  const columns: readonly Column[] = [
    { head: 'Network' },
    { head: 'This run', unit: 'ms', isNumber: true },
    { head: fileName, unit: 'ms', isNumber: true },
    { head: 'File over this run', unit: '×', isNumber: true },
  ];
  const rows = networks.map((each) => [
    each.name,
    each.own ? digits(each.own.inferenceMs.median) : '–',
    each.other ? digits(each.other.inferenceMs.median) : '–',
    each.ratio === null ? '–' : each.ratio.toFixed(2),
  ]);
  return (
    <>
      <dl class="sides">
        <div>
          <dt>This run</dt>
          <dd>{own ? sideOf(own) : 'not measured yet'}</dd>
        </div>
        <div>
          <dt>{fileName}</dt>
          <dd>{sideOf(other)}</dd>
        </div>
      </dl>
      {mean !== null && <p>{meanSentence(mean)}</p>}
      <FiguresTable caption="Medians of both results" columns={columns} rows={rows} />
    </>
  );
}

function meanSentence(mean: number): string {
  const times = (mean >= 1 ? mean : 1 / mean).toFixed(2);
  const side = mean >= 1 ? 'longer than' : 'shorter than';
  return `In the geometric mean, the file’s times are ${times} times ${side} this run’s.`;
}

function sideOf({ adapter, peaks, date, setting, status, userAgent }: BenchmarkResults): string {
  const when = new Date(date).toLocaleString();
  const most = peaks
    ? `, ${digits(peaks.flopsPerSecond / 1e9)} GFLOP/s and ${digits(peaks.bytesPerSecond / 1e9)} GB/s`
    : '';
  const partly = status === 'finished' ? '' : `, ${status}`;
  return `${adapterName(adapter)}${most}; ${when}, ${setting} setting${partly}; ${userAgent}`;
}
