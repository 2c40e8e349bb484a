// What is going on with the network: opening, downloading with its size and a way out, preparing, or what failed.
import { FailureNotice } from '../shared/failure-notice';
import { formatBytes } from '../shared/format';
import type { Activity, Session } from './session';

/** Says what the page waits for; nothing once it is ready. */
export function ActivityNotice({ session }: { session: Session }) {
  const activity = session.activity.value;
  if (activity.kind === 'ready') return null;
  if (activity.kind === 'failed') {
    return (
      <FailureNotice error={activity.error}>
        <button type="button" onClick={() => void session.choose(activity.network)}>
          Try again
        </button>
        {session.loaded.value && (
          <button type="button" onClick={() => session.cancel()}>
            Keep {session.loaded.value.network.title}
          </button>
        )}
      </FailureNotice>
    );
  }
  return (
    <div class="notice" role="status">
      <p>{describe(activity)}</p>
      {activity.kind === 'downloading' && (
        <>
          <progress value={activity.loaded} max={activity.total} aria-label="Download" />
          <p class="row">
            <span class="quiet">
              {formatBytes(activity.loaded)} of {formatBytes(activity.total)}; kept for next time
            </span>
            <button type="button" onClick={() => session.cancel()}>
              Cancel
            </button>
          </p>
        </>
      )}
    </div>
  );
}

function describe(activity: Exclude<Activity, { kind: 'ready' | 'failed' }>): string {
  switch (activity.kind) {
    case 'opening':
      return 'Opening the GPU …';
    case 'downloading':
      return `Downloading ${activity.network.title} …`;
    case 'preparing':
      return `Preparing ${activity.network.title} …`;
  }
}
