// Several threads compute what one does, bit for bit, and none of them is needed.
import { afterEach, describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../graph/builder';
import type { Graph } from '../../graph/graph';
import { densenet } from '../../models/densenet';
import { mobilenetV3Small } from '../../models/mobilenet-v3-small';
import { resnet } from '../../models/resnet';
import { shufflenetV2 } from '../../models/shufflenet-v2';
import { squeezenet } from '../../models/squeezenet';
import { randomTensor } from '../../ops/compute.fixtures';
import { optimizeGraph } from '../../rewrites/all-passes';
import { afterMs } from '../../util/after-ms';
import type { Help, HelperThread } from './helper';
import { SimdNetwork } from './network';
import { startNodeHelper } from './node-helper';
import { bitsOf, compute, computeAlone, inputsOf, lowered } from './simd.fixtures';
import type { Crew } from './team';

const SIZE = { inputSize: 75, classes: 37 };

/** Threads that were started and not ended. */
const started: HelperThread[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map(({ terminate }) => terminate()));
});

/** Threads of Node, and what each was given. */
function realCrew(threads: number) {
  const given: Help[] = [];
  const startHelper = (): HelperThread => {
    const helper = startNodeHelper();
    started.push(helper);
    return {
      ...helper,
      begin: (help) => {
        given.push(help);
        helper.begin(help);
      },
    };
  };
  return { crew: { threads, startHelper }, given };
}

/** A thread that does what a test says once it has its work. */
function fakeCrew(begin: (help: Help) => void, patienceMs = 1) {
  const ends: number[] = [];
  const startHelper = () => ({ begin, terminate: () => ends.push(0) });
  return { crew: { threads: 2, startHelper, patienceMs }, ends };
}

/** One unit, as a helper takes it. */
function takeUnit({ signals, phases }: Help): boolean {
  const taken = Atomics.add(signals.ticket, 0, 1);
  return phases[taken >>> 16]?.[taken & 0xffff] !== undefined;
}

const FEATURES = 30 * 26 * 30;

/** Some layers of many units. */
function layers(): Graph {
  const builder = new GraphBuilder('net', 'nhwc');
  const x = builder.input('x', [2, 61, 53, 12]);
  const w = builder.constant('w', randomTensor([30, 4, 3, 3], 1));
  const grouped = builder.node('conv2d', 'grouped', [x, w], {
    ...{ kernel: [3, 3], strides: [2, 2], dilations: [1, 1], groups: 3, activation: 'silu' },
    pads: { top: 1, left: 0, bottom: 0, right: 1 },
  });
  const bent = builder.node('activation', 'bent', [grouped], { activation: 'tanh' });
  const f = builder.constant('f', randomTensor([113, FEATURES], 2));
  const flat = builder.node('reshape', 'flat', [bent], { shape: [2, FEATURES] });
  const dense = builder.node('fully-connected', 'dense', [flat, f], { activation: 'hard-swish' });
  return optimizeGraph(builder.build([dense]));
}

describe('threads', () => {
  const networks: readonly (readonly [string, () => Graph])[] = [
    ['layers', layers],
    ['SqueezeNet', () => lowered(squeezenet({ version: '1.1', ...SIZE }).graph)],
    ['MobileNet v3', () => lowered(mobilenetV3Small(SIZE).graph)],
    ['ShuffleNet', () => lowered(shufflenetV2(SIZE).graph)],
    ['ResNet', () => lowered(resnet({ depth: 18, ...SIZE }).graph)],
    ['DenseNet', () => lowered(densenet({ depth: 121, ...SIZE }).graph)],
  ];

  it.each(networks)('compute %s as one does', async (_, graphOf) => {
    const graph = graphOf();
    const alone = await computeAlone(graph);
    const { crew, given } = realCrew(3);
    const network = await SimdNetwork.create(graph, null, crew);
    const done = () => Atomics.load((given[0] as Help).signals.done, 0);
    // Helpers come when they are ready.
    do {
      expect(await compute(network, graph)).toEqual(alone);
      await new Promise<void>((resolve) => afterMs(5, resolve));
    } while (done() === 0);
    for (let run = 0; run < 3; run++) expect(await compute(network, graph)).toEqual(alone);
    network.dispose();
  });

  it('go on when one aborts, and with what is asked for then', async () => {
    const graph = layers();
    const alone = await computeAlone(graph);
    const network = await SimdNetwork.create(graph, null, realCrew(2).crew);
    const request = { inputs: inputsOf(graph), outputs: graph.outputs };
    for (let most = 0; most < 40; most++) {
      let pauses = 0;
      const pause = async () => {
        if (pauses++ === most) throw new Error('enough');
      };
      const outcome = await network.run(request, pause).then(
        () => 'done',
        (error: Error) => error.message,
      );
      // Where the helper does much, this thread pauses less often.
      expect(outcome).toBe(pauses > most ? 'enough' : 'done');
      if (most === 0) expect(outcome).toBe('enough');
    }
    expect(await compute(network, graph)).toEqual(alone);
    network.dispose();
  });

  it('end with the network', async () => {
    const graph = layers();
    const { crew, given } = realCrew(2);
    const network = await SimdNetwork.create(graph, null, crew);
    await compute(network, graph);
    network.dispose();
    const { signals, phases } = given[0] as Help;
    expect(Atomics.load(signals.call, 0)).toBeLessThan(0);
    expect(phases.length).toBeGreaterThan(0);
    // Nobody is called any more, and nobody is waited for.
    expect(await compute(network, graph)).toEqual(await computeAlone(graph));
    expect(Atomics.load(signals.call, 0)).toBeLessThan(0);
  });
});

describe('this thread computes alone', () => {
  const refusals: readonly (readonly [string, Crew])[] = [
    ['where no helper starts', { threads: 2, startHelper: refuse }],
    ['where none can be had', { threads: 2, startHelper: null }],
    ['where a helper takes no work', fakeCrew(refuse).crew],
    ['where a helper never comes', fakeCrew(() => undefined).crew],
  ];

  it.each(refusals)('%s', async (_, crew) => {
    const graph = layers();
    const network = await SimdNetwork.create(graph, null, crew);
    expect(await compute(network, graph)).toEqual(await computeAlone(graph));
    network.dispose();
  });

  it('once a helper dies in its work', async () => {
    const graph = layers();
    let help: Help | undefined;
    const { crew, ends } = fakeCrew((given) => {
      help = given;
    });
    const network = await SimdNetwork.create(graph, null, crew);
    let taken = 0;
    const pause = async () => {
      if (taken === 0 && takeUnit(help as Help)) taken++;
    };
    const request = { inputs: inputsOf(graph), outputs: 'all' } as const;
    const bits = bitsOf(await network.run(request, pause));
    expect(taken).toBe(1);
    expect(bits).toEqual(await computeAlone(graph));
    expect(ends).toHaveLength(1);
    expect(await compute(network, graph)).toEqual(bits);
    expect(ends).toHaveLength(1);
  });

  it('once a helper fails in its work', async () => {
    const graph = layers();
    let help: Help | undefined;
    const { crew } = fakeCrew((given) => {
      help = given;
    }, 60_000);
    const network = await SimdNetwork.create(graph, null, crew);
    let taken = 0;
    const pause = async () => {
      const { signals } = help as Help;
      if (taken > 0 || !takeUnit(help as Help)) return;
      taken++;
      Atomics.add(signals.failed, 0, 1);
      Atomics.add(signals.done, 0, 1);
    };
    const request = { inputs: inputsOf(graph), outputs: 'all' } as const;
    const bits = bitsOf(await network.run(request, pause));
    expect(taken).toBe(1);
    expect(bits).toEqual(await computeAlone(graph));
    expect(Atomics.load((help as Help).signals.call, 0)).toBeLessThan(0);
  });
});

function refuse(): never {
  throw new DOMException('Not here.', 'DataCloneError');
}
