// Progress on standard error: a bar where a person watches, one plain note where nobody does.
import { SingleBar } from 'cli-progress';
import type { Progress } from '../src/store/download';
import { formatBytes } from './format';
import { printNote } from './output';

/** Shows how far a piece of work is. `stop` may be called at any time, also twice. */
export interface ProgressDisplay {
  update(done: number, total: number): void;
  stop(): void;
}

/** Progress of a download, in bytes. Nothing is shown before the first byte arrives. */
export function downloadProgress(file: string): ProgressDisplay & {
  readonly onProgress: (progress: Progress) => void;
} {
  const display = createDisplay(`downloading ${file}`, formatBytes);
  return { ...display, onProgress: ({ loaded, total }) => display.update(loaded, total) };
}

/** Progress through a list, in items. */
export function itemProgress(label: string): ProgressDisplay {
  return createDisplay(label, String);
}

function createDisplay(label: string, unit: (value: number) => string): ProgressDisplay {
  if (!process.stderr.isTTY) return createPlainDisplay(label, unit);
  const bar = new SingleBar({
    stream: process.stderr,
    format: `${label} {bar} {percentage} %  {value} of {total}`,
    formatValue: (value, _options, type) =>
      type === 'value' || type === 'total' ? unit(value) : String(value),
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
  });
  let started = false;
  return {
    update: (done, total) => {
      if (!started) bar.start(total, done);
      else bar.update(done);
      started = true;
    },
    stop: () => {
      if (started) bar.stop();
      started = false;
    },
  };
}

/** A bar in a log file is a mess of control characters; a log wants to know only that it began. */
function createPlainDisplay(label: string, unit: (value: number) => string): ProgressDisplay {
  let told = false;
  return {
    update: (_done, total) => {
      if (!told) printNote(`${label} (${unit(total)})`);
      told = true;
    },
    stop: () => undefined,
  };
}
