// A sweep for people: tables of prediction beside measurement, and in words which layers are to blame.
import {
  type Alignment,
  formatAdapter,
  formatMillions,
  formatMilliseconds,
  formatPace,
  formatPercent,
  formatTable,
} from '../format';
import type { GrowthLine, SweepAnalysis, SweepPoint } from './analyse';
import type { GroupExcess, LayerExcess } from './blame';
import type { MeasuredSweep } from './measure';

/** Differences from the prediction up to this share are not explained: they may be noise. */
const NOTABLE = 0.15;

/** The whole report. */
export function describeSweep(
  { adapter, host }: Omit<MeasuredSweep, 'networks'>,
  analysis: SweepAnalysis,
  rounds: number,
): string {
  const title = `MobileNet v1 on ${formatAdapter(adapter)}, ${host}: medians of ${rounds} interleaved rounds`;
  const sections = [title, describePoints(analysis), describeGrowth(analysis)];
  const { pointwiseNsPerMac: pace, points } = analysis;
  if (pace === null) {
    sections.push('This device has no timestamps: single layers are not timed, so none is blamed.');
  } else {
    sections.push(...describeLayers(analysis, pace), describeDeviations(points));
  }
  return sections.join('\n\n');
}

function describePoints({ points, base }: SweepAnalysis): string {
  const head = ['α', 'ρ', 'MACs', 'ms', 'p10 – p90', 'GMAC/s'];
  head.push('by MACs', 'by α²ρ²', 'measured', 'measured / by MACs');
  const rows = points.map(({ alpha, rho, macs, inferenceMs, ratios, timesPrediction }) => [
    String(alpha),
    String(rho),
    formatMillions(macs),
    inferenceMs.median.toFixed(1),
    `${inferenceMs.p10.toFixed(1)} – ${inferenceMs.p90.toFixed(1)}`,
    formatPace(macs, inferenceMs.median),
    ratios.macs.toFixed(3),
    ratios.rule.toFixed(3),
    ratios.time.toFixed(3),
    timesPrediction.toFixed(2),
  ]);
  const table = formatTable([head, ...rows], head.map(right));
  return `${table}\n(ms: from submit to the answer's arrival; by MACs, by α²ρ², measured: as shares of ${nameOf(base)})`;
}

function describeGrowth({ growth }: SweepAnalysis): string {
  const rowsOf = (lines: readonly GrowthLine[], what: string, where: (fixed: number) => string) =>
    lines.map(({ fixed, time, macs }) => [
      `with ${what} at ${where(fixed)}`,
      time.toFixed(2),
      macs.toFixed(2),
      '2',
    ]);
  const rows = [
    ...rowsOf(growth.alpha, 'α', (rho) => `ρ ${rho}`),
    ...rowsOf(growth.rho, 'ρ', (alpha) => `α ${alpha}`),
  ];
  if (rows.length === 0) return 'One α and one ρ: there is no growth to fit.';
  const head = ['exponent of growth', 'time', 'MACs', 'rule'];
  return formatTable([head, ...rows], ['left', 'right', 'right', 'right']);
}

/** The largest and the smallest network, group by group, and their slowest layers. */
function describeLayers({ points, base }: SweepAnalysis, nsPerMac: number): string[] {
  const bySize = points.toSorted((a, b) => b.macs - a.macs);
  const extremes = [...new Set([bySize[0], bySize.at(-1)])].filter((point) => point !== undefined);
  const rows = extremes.flatMap((point) =>
    (point.slowest ?? []).map((excess) => [nameOf(point), ...describeSlow(point, excess)]),
  );
  const head = ['network', 'layer', 'kernel', 'MACs', 'ms', 'too much'];
  const alignments: Alignment[] = ['left', 'left', 'left', 'right', 'right', 'right'];
  return [
    ...extremes.map(describeGroups),
    `Slowest for their MACs at ${formatPace(1e6, nsPerMac)} GMAC/s, the pace of the median pointwise layer of ${nameOf(base)}:\n` +
      formatTable([head, ...rows], alignments),
  ];
}

function describeGroups(point: SweepPoint): string {
  const head = [nameOf(point), 'MACs', 'time', 'ms', 'GMAC/s'];
  const rows = (point.shares ?? []).map((share) => [
    `  ${share.group}`,
    formatPercent(share.shareOfMacs),
    formatPercent(share.shareOfTime),
    share.durationMs.toFixed(2),
    formatPace(share.macs, share.durationMs),
  ]);
  return formatTable([head, ...rows], ['left', 'right', 'right', 'right', 'right']);
}

function describeSlow({ layers }: SweepPoint, { name, excessMs }: LayerExcess): string[] {
  const layer = layers?.find((candidate) => candidate.name === name);
  return [
    name,
    layer?.kernel ?? '',
    formatMillions(layer?.macs ?? 0),
    (layer?.durationMs ?? 0).toFixed(2),
    signed(excessMs),
  ];
}

function describeDeviations(points: readonly SweepPoint[]): string {
  const lines = points.flatMap((point) => {
    const { blame, timesPrediction } = point;
    if (!blame || Math.abs(timesPrediction - 1) <= NOTABLE) return [];
    const { most, layer, excessMs } = blame;
    // A group of one layer is that layer: nothing more is to be said.
    const isPart = layer !== null && layer.excessMs !== most.excessMs;
    const above = isPart ? `; above all ${layer.name}, ${signed(layer.excessMs)}` : '';
    const times = `${timesPrediction.toFixed(2)} × the prediction, ${signed(excessMs)}`;
    return [`${nameOf(point)}: ${times}; most in ${describeExcess(most)}${above}`];
  });
  const limit = formatPercent(NOTABLE).replace('.0', '');
  if (lines.length === 0) return `No network is more than ${limit} from the prediction by MACs.`;
  return [`More than ${limit} from the prediction by MACs:`, ...lines].join('\n');
}

/** A group's time over the expected one is the product of the two factors. */
function describeExcess({ group, excessMs, timesMacs, timesPerMac }: GroupExcess): string {
  const why =
    timesMacs === null || timesPerMac === null
      ? ''
      : ` (${timesMacs.toFixed(2)} × the MACs expected of it, ${timesPerMac.toFixed(2)} × the time per MAC)`;
  return `${group}, ${signed(excessMs)}${why}`;
}

function nameOf({ alpha, rho }: { readonly alpha: number; readonly rho: number }): string {
  return `α ${alpha}, ρ ${rho}`;
}

function signed(durationMs: number): string {
  return `${durationMs < 0 ? '−' : '+'}${formatMilliseconds(Math.abs(durationMs))}`;
}

function right(): Alignment {
  return 'right';
}
