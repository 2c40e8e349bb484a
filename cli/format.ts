// Text for people: aligned tables, bars, numbers with thousands separators.
import { shownText } from './shown-text';

/** How the cells of a table's column stand. */
export type Alignment = 'left' | 'right';

/**
 * Rows of cells as lines, each column as wide as its widest cell; no blanks at line ends. Cells stay on their line: control
 * characters, which names in files may have, are shown escaped.
 */
export function formatTable(
  cells: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): string {
  const rows = cells.map((row) => row.map(shownText));
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    }
  }
  const padded = (cell: string, column: number) =>
    alignments[column] === 'right'
      ? cell.padStart(widths[column] ?? 0)
      : cell.padEnd(widths[column] ?? 0);
  return rows.map((row) => row.map(padded).join('  ').trimEnd()).join('\n');
}

/** A bar of up to `width` characters for a share from 0 to 1, fine to an eighth of a character. */
export function formatBar(share: number, width: number): string {
  const eighths = Math.round(Math.min(Math.max(share, 0), 1) * width * 8);
  const rest = eighths % 8;
  return '█'.repeat(Math.floor(eighths / 8)) + (rest === 0 ? '' : ' ▏▎▍▌▋▊▉'.charAt(rest));
}

/** `41.2 %` for 0.412. */
export function formatPercent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** `1,244,448`. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 picture`, `2,500 pictures`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : several}`;
}

/** `512 B`, `659.9 KiB`, `5.0 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const mebibytes = bytes / (1024 * 1024);
  return mebibytes < 1 ? `${(bytes / 1024).toFixed(1)} KiB` : `${mebibytes.toFixed(1)} MiB`;
}

/** `12.3 ms`. */
export function formatMilliseconds(durationMs: number): string {
  return `${durationMs.toFixed(1)} ms`;
}

/** `45 s`, `12 min 5 s`, `3 h 20 min`: the two largest units. */
export function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `568.7 M` for 568,740,352. */
export function formatMillions(value: number): string {
  return `${(value / 1e6).toFixed(1)} M`;
}

/** Multiply-adds per second, in billions: `2.31`; empty for work that has none. */
export function formatPace(macs: number, durationMs: number): string {
  return macs === 0 ? '' : formatRate(macs / durationMs / 1e6);
}

/** A rate or a ratio to three digits: `2.31`, `0.0450`, `1250`. */
export function formatRate(rate: number): string {
  return rate < 100 ? rate.toPrecision(3) : rate.toFixed(0);
}

/** Which adapter computed, in words: `google swiftshader (software)`. */
export function formatAdapter(adapter: {
  readonly vendor: string;
  readonly architecture: string;
  readonly kind: string;
}): string {
  const name = [adapter.vendor, adapter.architecture].filter((part) => part !== '').join(' ');
  return `${name === '' ? 'unnamed adapter' : name} (${adapter.kind})`;
}
