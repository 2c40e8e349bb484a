// The layers of a network as people count them: one or several dispatches each, with all that is known of them.
import type { LayerReport, ModelReport } from '../../src/index';
import type { LayerProfile } from '../../src/tools/index';

/** One layer. */
export interface Layer {
  readonly name: string;
  /** The name without what all layers' names begin with, and without the activation that a file adds. */
  readonly title: string;
  readonly op: string;
  readonly dispatches: readonly LayerReport[];
  /** The layers that it reads, and the network's input. */
  readonly inputs: readonly string[];
  readonly outputShape: readonly number[];
  readonly macs: number;
  readonly parameters: number;
}

/** What a lowering names the dispatches that it puts before a layer's last one. */
const PART = /\/(winograd-input|winograd-multiply|inside)\d*$/;
/** What files add to a layer's name for what is fused into it. */
const FUSED = /[/_](relu6?|biasadd|bias_add)$/i;

/** The layers of a report, in order. */
export function layersOf({ layers }: ModelReport): Layer[] {
  const groups = new Map<string, LayerReport[]>();
  for (const layer of layers) {
    const name = ownerOf(layer.name);
    groups.set(name, [...(groups.get(name) ?? []), layer]);
  }
  const shared = commonFolder([...groups.keys()]);
  return [...groups].map(([name, dispatches]) => layerOf(name, dispatches, shared));
}

/** The layer that a dispatch is a part of. */
function ownerOf(dispatch: string): string {
  return dispatch.replace(PART, '');
}

/** Milliseconds of each layer by name; null where they were not measured. */
export function timesOf(
  profile: readonly LayerProfile[] | null,
): ReadonlyMap<string, number> | null {
  if (!profile) return null;
  const times = new Map<string, number>();
  for (const { name, durationMs } of profile) {
    const owner = ownerOf(name);
    times.set(owner, (times.get(owner) ?? 0) + durationMs);
  }
  return times;
}

function layerOf(name: string, dispatches: readonly LayerReport[], shared: string): Layer {
  const last = dispatches.at(-1);
  const inside = new Set(dispatches.map((dispatch) => dispatch.name));
  const inputs = dispatches.flatMap((dispatch) =>
    dispatch.inputs.filter((input) => !inside.has(input)).map(ownerOf),
  );
  return {
    name,
    title: (name.startsWith(shared) ? name.slice(shared.length) : name).replace(FUSED, ''),
    // The last dispatch of a convolution in parts is only one of them.
    op: dispatches.length > 1 && dispatches.some(isWinograd) ? 'conv2d' : (last?.op ?? ''),
    dispatches,
    inputs: [...new Set(inputs)],
    outputShape: last?.outputShape ?? [],
    macs: dispatches.reduce((sum, { macs }) => sum + macs, 0),
    parameters: dispatches.reduce((sum, { parameters }) => sum + parameters, 0),
  };
}

function isWinograd({ op }: LayerReport): boolean {
  return op.startsWith('winograd-');
}

/** The folders that the names of nearly all layers begin with; the few that a scheduler adds have none. */
function commonFolder(names: readonly string[]): string {
  const [first = ''] = names;
  const folders = first.split('/').slice(0, -1);
  for (; folders.length > 0; folders.pop()) {
    const folder = `${folders.join('/')}/`;
    const inside = names.filter((name) => name.startsWith(folder)).length;
    if (inside > 0.8 * names.length && names.length > 2) return folder;
  }
  return '';
}
