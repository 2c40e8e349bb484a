// Progress on standard error: a bar where a person watches, one plain note where nobody does.
import { SingleBar } from 'cli-progress';
import type { Progress } from '../src/store/download';
import { formatBytes, formatDuration } from './format';
import { printNote } from './output';

/** Shows how far a piece of work is. `stop` may be called at any time, also twice. */
export interface ProgressDisplay {
  /** `total` is null as long as nobody knows it. */
  update(done: number, total: number | null): void;
  stop(): void;
}

/** Progress of a download, in bytes. Nothing is shown before the first byte arrives. */
export function downloadProgress(file: string): ProgressDisplay & {
  readonly onProgress: (progress: Progress) => void;
} {
  const display = createDisplay(`downloading ${file}`, formatBytes);
  return { ...display, onProgress: ({ loaded, total }) => display.update(loaded, total) };
}

/** Progress through a list, in items, with how many a second, and the time that is left. */
export function itemProgress(label: string): ProgressDisplay {
  return createDisplay(label, String);
}

const BAR_SIZE = 30;

function createDisplay(label: string, unit: (value: number) => string): ProgressDisplay {
  if (!process.stderr.isTTY) return createPlainDisplay(label, unit);
  const bar = new SingleBar({
    stream: process.stderr,
    format: (options, { progress, value, total, startTime }, { isOpen }) => {
      const seconds = (Date.now() - startTime) / 1000;
      const pace = seconds > 0 ? value / seconds : 0;
      const rate = `${unit(Math.round(10 * pace) / 10)} a second`;
      if (isOpen) return `${label}  ${unit(value)}  ${rate}`;
      const left = pace > 0 ? `  ${formatDuration((total - value) / pace)} left` : '';
      const bar = options.barCompleteString?.slice(0, Math.round(progress * BAR_SIZE)) ?? '';
      return `${label} ${bar.padEnd(BAR_SIZE, '░')} ${Math.floor(100 * progress)} %  ${unit(value)} of ${unit(total)}  ${rate}${left}`;
    },
    barCompleteChar: '█',
    barsize: BAR_SIZE,
    hideCursor: true,
    clearOnComplete: true,
  });
  let started = false;
  return {
    update: (done, total) => {
      const payload = { isOpen: total === null };
      if (!started) bar.start(total ?? done, done, payload);
      else bar.update(done, payload);
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
      if (!told) printNote(total === null ? label : `${label} (${unit(total)})`);
      told = true;
    },
    stop: () => undefined,
  };
}
