// Networks that share weights: they are laid out once, and values take the places of networks that are gone.
import { afterEach, expect, it, vi } from 'vitest';
import type { Graph } from '../../graph/graph';
import { densenet } from '../../models/densenet';
import { mobilenetV2 } from '../../models/mobilenet-v2';
import { resnet } from '../../models/resnet';
import { shufflenetV2 } from '../../models/shufflenet-v2';
import { sameTensor } from '../../tensor/same-tensor';
import { SimdNetwork } from './network';
import { startNodeHelper } from './node-helper';
import { compute, computeAlone, lowered } from './simd.fixtures';
import { SimdMemory } from './simd-memory';
import { ALONE } from './team';

afterEach(() => vi.restoreAllMocks());

/** A graph with another one's constants wherever they are the same. */
function sharing(graph: Graph, other: Graph): Graph {
  const constants = [...graph.constants].map(([name, own]) => {
    const theirs = other.constants.get(name);
    return [name, theirs && sameTensor(theirs, own) ? theirs : own] as const;
  });
  return { ...graph, constants: new Map(constants) };
}

/** Bytes up to the last that is in use, after each place that was taken. */
function watchMemory() {
  const ends: number[] = [];
  const { allocate } = SimdMemory.prototype;
  vi.spyOn(SimdMemory.prototype, 'allocate').mockImplementation(function (
    this: SimdMemory,
    bytes: number,
  ) {
    const at = allocate.call(this, bytes);
    ends.push(this.bytes);
    return at;
  });
  return () => ends.at(-1) ?? 0;
}

const mobilenet = (rho: number) => mobilenetV2({ rho, classes: 37 }).graph;

/** By name: the network of a size, and the share of its weights that another size has besides. */
const networks: readonly (readonly [string, (inputSize: number) => Graph, number])[] = [
  ['MobileNet v2', mobilenet, 0.01],
  ['ShuffleNet', (inputSize) => shufflenetV2({ inputSize, classes: 37 }).graph, 0.01],
  // Filters of layers that are computed as Winograd's there alone.
  ['ResNet', (inputSize) => resnet({ depth: 18, inputSize, classes: 37 }).graph, 0.2],
  ['DenseNet', (inputSize) => densenet({ depth: 121, inputSize, classes: 37 }).graph, 0.25],
];

it.each(networks)('%s of another size lays out no weights again', async (_, graphOf, share) => {
  const used = watchMemory();
  const graph = lowered(graphOf(64));
  const first = await SimdNetwork.create(graph, null);
  const bytesOfOne = used();
  const weights = bytesOfOne - first.activationBytes;
  const large = sharing(lowered(graphOf(96)), graph);
  const second = await SimdNetwork.create(large, null, ALONE, first);
  expect(used() - bytesOfOne - second.activationBytes).toBeLessThan(share * weights);
  const answers = [await compute(first, graph), await compute(second, large)];
  expect(answers).toEqual([await computeAlone(graph), await computeAlone(large)]);
});

it('values take the places of networks that are gone', async () => {
  const used = watchMemory();
  const first = lowered(mobilenet(64));
  const sizes = [96, 96, 96, 64, 96];
  let before = await SimdNetwork.create(first, null);
  const alone = await computeAlone(sharing(lowered(mobilenet(96)), first));
  const ends: number[] = [];
  for (const size of sizes) {
    const graph = sharing(lowered(mobilenet(size)), first);
    const network = await SimdNetwork.create(graph, null, ALONE, before);
    ends.push(used());
    // A run under way keeps its places until it has ended.
    const running = compute(before, first).catch(() => null);
    before.dispose();
    await running;
    if (size === 96) expect(await compute(network, graph)).toEqual(alone);
    before = network;
  }
  const [, second = 0, ...later] = ends;
  for (const end of later) expect(end).toBeLessThanOrEqual(second);
});

it('threads compute both', async () => {
  const graph = lowered(mobilenet(64));
  const large = sharing(lowered(mobilenet(96)), graph);
  const crew = { threads: 2, startHelper: startNodeHelper };
  const first = await SimdNetwork.create(graph, null, crew);
  const second = await SimdNetwork.create(large, null, crew, first);
  const [alone, largeAlone] = [await computeAlone(graph), await computeAlone(large)];
  for (let run = 0; run < 3; run++) {
    expect(await compute(first, graph)).toEqual(alone);
    expect(await compute(second, large)).toEqual(largeAlone);
  }
  first.dispose();
  expect(await compute(second, large)).toEqual(largeAlone);
  second.dispose();
});
