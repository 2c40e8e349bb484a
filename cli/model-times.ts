// The times of one model for people: the inference, and every layer where the device can tell.
import type { ModelProfile } from '../src/index';
import {
  formatAdapter,
  formatMillions,
  formatMilliseconds,
  formatPace,
  formatPercent,
  formatTable,
} from './format';
import type { AdapterSummary } from './page-session';

/** What `kindling bench --model` measured. */
export interface ModelTimes extends ModelProfile {
  readonly model: string;
  readonly adapter: AdapterSummary;
  /** Name and version. */
  readonly browser: string;
  readonly macs: number;
}

/** The report. */
export function describeTimes(times: ModelTimes): string {
  const { model, adapter, browser, macs, runs, inferenceMs } = times;
  const { median, p10, p90 } = inferenceMs;
  const totals = formatTable(
    [
      ['model', model],
      ['adapter', formatAdapter(adapter)],
      ['browser', browser],
      [
        'inference',
        `${formatMilliseconds(median)}, median of ${runs}; p10 – p90: ${p10.toFixed(1)} – ${formatMilliseconds(p90)}`,
      ],
      ['MACs', `${formatMillions(macs)}, ${formatPace(macs, median)} GMAC/s`],
    ],
    ['left', 'left'],
  );
  return `${describeLayers(times)}\n\n${totals}`;
}

function describeLayers({ layers }: ModelTimes): string {
  if (!layers) return 'This device has no timestamps: single layers are not timed.';
  const sumMs = layers.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const head = ['layer', 'op', 'output', 'MACs', 'ms', 'time', 'GMAC/s', 'variant'];
  const rows = layers.map((layer) => [
    layer.name,
    layer.op,
    layer.outputShape.join('×'),
    formatMillions(layer.macs),
    layer.durationMs.toFixed(2),
    formatPercent(layer.durationMs / sumMs),
    formatPace(layer.macs, layer.durationMs),
    layer.variant,
  ]);
  rows.push(['all, one by one', '', '', '', sumMs.toFixed(2)]);
  return formatTable(
    [head, ...rows],
    ['left', 'left', 'left', 'right', 'right', 'right', 'right', 'left'],
  );
}
