// The modules that networks are built of, found by how their layers are connected: fire modules, separable blocks, dense
// layers; what is none of these stands alone.
import type { Layer } from './layers';

/** What a module is. */
type ModuleKind = 'fire module' | 'separable block' | 'dense layer' | 'layer';

/** A few layers that belong together. */
export interface Module {
  readonly kind: ModuleKind;
  readonly title: string;
  readonly layers: readonly Layer[];
}

/** What reads a network's layers. */
type Readers = ReadonlyMap<string, readonly Layer[]>;

/** The modules of a network, in order; every layer is in exactly one. */
export function modulesOf(layers: readonly Layer[]): Module[] {
  const readers = readersOf(layers);
  const modules: Module[] = [];
  for (let index = 0; index < layers.length; ) {
    const module = moduleAt(layers, index, readers);
    modules.push(module);
    index += module.layers.length;
  }
  return modules;
}

function moduleAt(layers: readonly Layer[], index: number, readers: Readers): Module {
  const [first, second, third] = layers.slice(index, index + 3);
  if (!first) throw new RangeError(`There is no layer ${index}.`);
  if (first.op === 'fire')
    return { kind: 'fire module', title: titleOf(first.title.split('+')), layers: [first] };
  if (second && third && isFire(first, [second, third], readers)) {
    return moduleOf('fire module', [first, second, third]);
  }
  if (second?.op === 'fire-expand' && readsOnly(second, first)) {
    return moduleOf('fire module', [first, second]);
  }
  if (first.op === 'separable-conv2d') return moduleOf('separable block', [first]);
  if (second && isSeparable(first, second, readers)) {
    return moduleOf('separable block', [first, second]);
  }
  if (isConvolution(first) && first.inputs.length > 1) {
    const hasBottleneck = second && isConvolution(second) && isOnlyReader(second, first, readers);
    return moduleOf('dense layer', hasBottleneck ? [first, second] : [first]);
  }
  return moduleOf('layer', [first]);
}

/** A squeeze that two convolutions expand, whose results are read as one: Iandola et al. 2016, arXiv:1602.07360, §3.1. */
function isFire(squeeze: Layer, expands: readonly Layer[], readers: Readers): boolean {
  const [left, right] = expands.map((expand) => names(readers.get(expand.name)));
  return (
    isConvolution(squeeze) &&
    readers.get(squeeze.name)?.length === expands.length &&
    expands.every((expand) => isConvolution(expand) && readsOnly(expand, squeeze)) &&
    left === right
  );
}

/** A depthwise convolution and the pointwise one behind it: Howard et al. 2017, arXiv:1704.04861, §3.1. */
function isSeparable(depthwise: Layer, pointwise: Layer, readers: Readers): boolean {
  return (
    depthwise.dispatches.some(({ kernel }) => kernel.startsWith('depthwise')) &&
    isConvolution(pointwise) &&
    isOnlyReader(pointwise, depthwise, readers)
  );
}

function isConvolution({ op }: Layer): boolean {
  return op === 'conv2d';
}

function readsOnly({ inputs }: Layer, source: Layer): boolean {
  return inputs.length === 1 && inputs[0] === source.name;
}

function isOnlyReader(reader: Layer, source: Layer, readers: Readers): boolean {
  return readsOnly(reader, source) && readers.get(source.name)?.length === 1;
}

function readersOf(layers: readonly Layer[]): Readers {
  const readers = new Map<string, Layer[]>();
  for (const layer of layers) {
    for (const input of layer.inputs) readers.set(input, [...(readers.get(input) ?? []), layer]);
  }
  return readers;
}

function names(layers: readonly Layer[] | undefined): string {
  return (layers ?? []).map(({ name }) => name).join();
}

function moduleOf(kind: ModuleKind, layers: readonly Layer[]): Module {
  return { kind, title: titleOf(layers.map(({ title }) => title)), layers };
}

/** What the titles begin with, up to a break between words; the first title where they share nothing. */
function titleOf([first = '', ...others]: readonly string[]): string {
  if (others.length === 0) return first;
  let length = first.length;
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, length).replace(/[/_.-][^/_.-]*$/, '') || first;
}
