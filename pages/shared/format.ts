// Numbers for people, the same on both pages.

/** `12.3 ms`, `1.42 s`. */
export function formatMs(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms < 10 ? ms.toFixed(2) : ms.toFixed(1)} ms`;
}

/** `512 B`, `58 kB`, `1.24 MB`, in powers of ten as download sizes are. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 1e8 ? 2 : 0)} MB`;
}

/** `862`, `4.65 k`, `349 M`: counts of multiply-adds and weights. */
export function formatCount(count: number): string {
  const units = ['', ' k', ' M', ' G', ' T'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  const scaled = count / 1000 ** power;
  return `${power === 0 ? String(count) : scaled.toPrecision(3)}${units[power]}`;
}

/** `91.8 %`. */
export function formatPercent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** `1×55×55×96`. */
export function formatShape(shape: readonly number[]): string {
  return shape.join('×');
}
