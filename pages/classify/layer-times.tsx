// Where the time went: a bar for each layer, from the GPU's own timestamps or the CPU's clock.
import { formatMs, formatPercent } from '../shared/format';
import type { Layer } from './layers';

interface LayerTimesProps {
  readonly layers: readonly Layer[];
  readonly times: ReadonlyMap<string, number>;
}

/** Layers that are shown before one asks for all. */
const FEW = 8;

/** The slowest layers, and all of them on request. */
export function LayerTimes({ layers, times }: LayerTimesProps) {
  const timed = layers.map((layer) => ({ layer, time: times.get(layer.name) ?? 0 }));
  const total = timed.reduce((sum, { time }) => sum + time, 0);
  const slowest = timed.toSorted((a, b) => b.time - a.time).slice(0, FEW);
  return (
    <>
      <p class="quiet">
        {formatMs(total)} for {layers.length} layers, each timed on its own; the median of three
        inferences. The slowest:
      </p>
      <Bars rows={slowest} total={total} />
      {timed.length > FEW && (
        <details>
          <summary>All layers, in order</summary>
          <Bars rows={timed} total={total} />
        </details>
      )}
    </>
  );
}

interface BarsProps {
  readonly rows: readonly { readonly layer: Layer; readonly time: number }[];
  readonly total: number;
}

function Bars({ rows, total }: BarsProps) {
  const most = Math.max(...rows.map(({ time }) => time));
  return (
    <ol class="times">
      {rows.map(({ layer, time }) => (
        <li key={layer.name}>
          <span class="label">{layer.title}</span>
          <span class="share">
            {formatMs(time)}{' '}
            <span class="quiet">{formatPercent(total > 0 ? time / total : 0)}</span>
          </span>
          <span class="bar" aria-hidden="true">
            <span style={{ width: `${most > 0 ? (100 * time) / most : 0}%` }} />
          </span>
        </li>
      ))}
    </ol>
  );
}
