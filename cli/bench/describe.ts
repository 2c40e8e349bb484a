// The report of `kindling bench --model` for people.
import {
  formatAdapter,
  formatBytes,
  formatMillions,
  formatMilliseconds,
  formatPercent,
  formatRate,
  formatTable,
} from '../format';
import type {
  BenchReport,
  MeasuredLayer,
  PageStartsReport,
  PeerReport,
  RaceReport,
} from './report';
import { describeVariants } from './variants';

/** Layers first, then what sums them up, then the peers. */
export function describeBench(report: BenchReport): string {
  const parts = [describeLayers(report.layers), describeTotals(report)];
  if (report.variants) parts.push(describeVariants(report.variants));
  if (report.race) parts.push(describeRace(report.race));
  if (report.race && report.pageStarts) parts.push(describePeerStarts(report.pageStarts));
  return parts.join('\n\n');
}

function describeLayers(layers: readonly MeasuredLayer[] | null): string {
  if (!layers) return 'This device has no timestamps: peaks and single layers are not timed.';
  const sumMs = layers.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const share = (part: number | null) => (part === null ? '' : formatPercent(part));
  const head = ['layer', 'op', 'output', 'MACs', 'ms', 'time', 'GFLOP/s', 'peak', 'GB/s', 'peak'];
  const rows = layers.map((layer) => [
    ...[layer.name, layer.op, layer.outputShape.join('×'), formatMillions(layer.macs)],
    ...[layer.durationMs.toFixed(2), formatPercent(layer.durationMs / sumMs)],
    ...(layer.macs === 0 ? ['', ''] : [formatRate(layer.gflops), share(layer.shareOfFlops)]),
    ...[formatRate(layer.gigabytesPerSecond), share(layer.shareOfTraffic), layer.variant],
  ]);
  rows.push(['all, one by one', '', '', '', sumMs.toFixed(2)]);
  return formatTable(
    [[...head, 'variant'], ...rows],
    ['left', 'left', 'left', ...Array.from({ length: 7 }, () => 'right' as const), 'left'],
  );
}

function describeTotals(report: BenchReport): string {
  const { peaks, effective, coldStartMs, held, inferenceMs, runs } = report;
  const share =
    effective.shareOfFlops === null ? '' : `, ${formatPercent(effective.shareOfFlops)} of the peak`;
  const { slots, weights, params } = held;
  return formatTable(
    [
      ['model', report.model],
      ['adapter', formatAdapter(report.adapter)],
      ['runs in', report.host],
      ...(peaks
        ? [
            ['peak arithmetic', `${formatRate(peaks.gflops)} GFLOP/s, fused multiply-adds`],
            ['peak traffic', `${formatRate(peaks.gigabytesPerSecond)} GB/s, read and written`],
          ]
        : []),
      ['inference', `${describeTiming(inferenceMs)}; of ${runs}`],
      ...describeAnswers(report.answers),
      ...describeStages(report.stages),
      ['MACs', `${formatMillions(report.macs)}, ${formatRate(effective.gflops)} GFLOP/s${share}`],
      ['cold start', `${describeTiming(coldStartMs)}; of ${coldStartMs.repeats}, kernels by rules`],
      ...describeLongest(coldStartMs.longestTaskMs),
      ...describeOwnStart(report.pageStarts),
      ['precision', report.precision],
      ['kernels', report.tuned ? 'chosen by measurement (--tune)' : 'chosen by rules'],
      ['pipelines', String(report.pipelines)],
      [
        report.backend === 'cpu' ? 'in memory' : 'on the GPU',
        `${formatBytes(held.total)}: slots ${formatBytes(slots)}, weights ${formatBytes(weights)}, params ${formatBytes(params)}`,
      ],
      ...report.throughput.map(({ inFlight, imagesPerSecond }) => [
        `${inFlight} in flight`,
        `${formatRate(imagesPerSecond)} images/s`,
      ]),
    ],
    ['left', 'left'],
  );
}

function describeAnswers(answers: BenchReport['answers']): string[][] {
  if (!answers) return [];
  const { hurriedMs, waitedMs } = answers;
  const share = formatPercent(hurriedMs.median / waitedMs.median);
  return [
    ['answers hurried', `${describeTiming(hurriedMs)}; ${share} of the time without`],
    ['without submits', describeTiming(waitedMs)],
  ];
}

function describeStages(stages: BenchReport['stages']): string[][] {
  if (!stages) return [];
  const medians = Object.entries(stages).map(([stage, { median }]) => {
    return `${stage.replace('Ms', '')} ${median.toFixed(2)}`;
  });
  return [['array to array', `${medians.join(', ')} ms; medians`]];
}

function describeLongest(longestTaskMs: number | null): string[][] {
  if (longestTaskMs === null) return [];
  const words =
    longestTaskMs === 0
      ? 'never for 50 ms in a cold start'
      : `for ${formatMilliseconds(longestTaskMs)} at most in a cold start`;
  return [['page blocked', words]];
}

function describeOwnStart(starts: PageStartsReport | null): string[][] {
  const own = starts?.runtimes[0]?.startMs;
  if (!starts || !own) return [];
  return [['page start', `${describeTiming(own)} to the first answer; of ${starts.repeats}`]];
}

function describePeerStarts({ repeats, runtimes }: PageStartsReport): string {
  const head = [
    ...[`in ${repeats} fresh pages`, 'navigation to first answer', 'ours is'],
    ...['all in memory to first answer', 'ours is'],
  ];
  const rows = runtimes.map(({ runtime, startMs, coldMs, failure, ratio, coldRatio }) => {
    if (!startMs || !coldMs) return [runtime, '', `none: ${failure}`];
    const ratios = runtime === 'kindling' ? ['', ''] : [ratio, coldRatio].map(ratioOf);
    return [
      runtime,
      describeTiming(startMs),
      ratios[0] ?? '',
      describeTiming(coldMs),
      ratios[1] ?? '',
    ];
  });
  return formatTable([head, ...rows], ['left', 'left', 'left', 'left', 'left']);
}

function describeRace({ rounds, inARow, inferenceMs, peers }: RaceReport): string {
  const rows = peers.flatMap((peer) =>
    peer.inferenceMs === null
      ? []
      : [[peer.peer, describeTiming(peer.inferenceMs), ratioOf(peer.ratio)]],
  );
  const table = formatTable(
    [
      [
        `in ${rounds} turns${inARow > 1 ? ` of ${inARow}` : ''}`,
        'inference, input to outputs in memory',
        'ours is',
      ],
      ['kindling', describeTiming(inferenceMs)],
      ...rows,
    ],
    ['left', 'left', 'left'],
  );
  return [table, ...peers.map(describePeer)].join('\n');
}

function describePeer({ peer, version, settings, failure, difference }: PeerReport): string {
  if (difference === null) return `${peer}: ${version}, did not run: ${failure}`;
  return `${peer}: ${version}, ${settings}; differs by ${difference.toExponential(1)} of the largest value`;
}

function ratioOf(ratio: number | null): string {
  return ratio === null ? 'void: the answers differ' : `${formatRate(1 / ratio)}× as fast`;
}

function describeTiming({ median, p10, p90 }: BenchReport['inferenceMs']): string {
  return `${formatMilliseconds(median)}, p10 – p90: ${p10.toFixed(1)} – ${formatMilliseconds(p90)}`;
}
