// The network as a strip of its modules, in order; each says its shape and its share of the time, and opens its layers.
import type { Signal } from '@preact/signals';
import { formatMs, formatShape } from '../shared/format';
import type { Layer } from './layers';
import type { Module } from './modules';

interface NetworkStripProps {
  readonly modules: readonly Module[];
  /** Milliseconds by layer; null until they are measured. */
  readonly times: ReadonlyMap<string, number> | null;
  /** Name of the layer that is looked at. */
  readonly selected: Signal<string | null>;
}

/** Modules as buttons, and the layers of the one that is open. */
export function NetworkStrip({ modules, times, selected }: NetworkStripProps) {
  const open = modules.find(({ layers }) => layers.some(({ name }) => name === selected.value));
  const most = Math.max(...modules.map((module) => timeOf(module.layers, times)));
  return (
    <div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="scrolling strip" aria-label="Modules of the network" tabIndex={0}>
        <ol>
          {modules.map((module) => {
            const time = timeOf(module.layers, times);
            return (
              <li key={module.layers[0]?.name}>
                <button
                  type="button"
                  class={`module ${module.kind.split(' ')[0]}`}
                  aria-expanded={module === open}
                  onClick={() => {
                    selected.value = module === open ? null : (module.layers.at(-1)?.name ?? null);
                  }}
                >
                  <span class="kind">{kindOf(module)}</span>
                  <span class="title">{module.title}</span>
                  <span class="shape">{formatShape(shapeOf(module))}</span>
                  <span class="time">{times ? formatMs(time) : ' '}</span>
                  <span class="heat" aria-hidden="true">
                    <span style={{ width: `${most > 0 ? (100 * time) / most : 0}%` }} />
                  </span>
                </button>
              </li>
            );
          })}
        </ol>
      </section>
      {open && open.layers.length > 1 && (
        <fieldset class="row layers" aria-label={`Layers of ${open.title}`}>
          {open.layers.map((layer) => (
            <button
              key={layer.name}
              type="button"
              aria-pressed={layer.name === selected.value}
              onClick={() => {
                selected.value = layer.name;
              }}
            >
              {layer.title}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}

/** What a module gives: of a fire module both expands, side by side. */
function shapeOf({ kind, layers }: Module): readonly number[] {
  const shape = layers.at(-1)?.outputShape ?? [];
  if (kind !== 'fire module') return shape.slice(1);
  const channels = layers.slice(1).reduce((sum, layer) => sum + (layer.outputShape.at(-1) ?? 0), 0);
  return [...shape.slice(1, -1), channels];
}

/** Operations in words, where their names in code are none. */
const OPERATIONS: Readonly<Record<string, string>> = {
  conv2d: 'convolution',
  'max-pool2d': 'max pooling',
  'average-pool2d': 'average pooling',
  'global-average-pool': 'mean of maps',
  'batch-norm': 'normalisation',
  'local-response-norm': 'local response',
  'fully-connected': 'fully connected',
  'top-k': 'ranking',
};

function kindOf({ kind, layers }: Module): string {
  const op = layers[0]?.op ?? '';
  return kind === 'layer' ? (OPERATIONS[op] ?? op.replaceAll('-', ' ')) : kind;
}

function timeOf(layers: readonly Layer[], times: ReadonlyMap<string, number> | null): number {
  return layers.reduce((sum, { name }) => sum + (times?.get(name) ?? 0), 0);
}
