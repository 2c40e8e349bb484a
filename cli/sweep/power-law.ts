// How fast one quantity grows with another: the exponent of a power law.

/**
 * The p of y = c·x^p, by least squares of log y over log x; null when the points do not tell: fewer than two
 * different x.
 */
export function fitExponent(
  points: readonly { readonly x: number; readonly y: number }[],
): number | null {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (pick: (log: { x: number; y: number }) => number) =>
    logs.reduce((sum, log) => sum + pick(log), 0) / logs.length;
  const [x, y] = [mean((log) => log.x), mean((log) => log.y)];
  const spread = mean((log) => (log.x - x) ** 2);
  const covariance = mean((log) => (log.x - x) * (log.y - y));
  return new Set(points.map((point) => point.x)).size < 2 ? null : covariance / spread;
}
