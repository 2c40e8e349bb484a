// DenseNets through all passes, in the forms that files have: every block one buffer in which layers append, no copies.

import { describe, expect, it } from 'vitest';
import { type Graph, storageOf } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { NO_PADS } from '../ops/window';
import { channelsOf } from '../tensor/tensor';
import { optimizeGraph } from './all-passes';
import { expectSameOutputs, SmallNet } from './passes.fixtures';

/** How a layer joins the features so far: as one value with its own, or every feature anew. */
type Joining = 'nested' | 'flat';

interface Form {
  readonly joining: Joining;
  /** Whether layers are BN-ReLU-1×1-BN-ReLU-3×3 (DenseNet-BC) or BN-ReLU-3×3. */
  readonly bottleneck: boolean;
  /** Layers of each block. */
  readonly blocks: readonly number[];
}

const GROWTH = 3;

/** A network of dense blocks with transitions BN-ReLU-1×1-average pool between them (arXiv:1608.06993, section 3). */
class DenseNet extends SmallNet {
  constructor(readonly form: Form) {
    super([1, 8, 8, 3]);
  }

  network(): Graph {
    let x = this.conv('stem', this.x, 5, 3);
    for (const [index, layers] of this.form.blocks.entries()) {
      if (index > 0) x = this.#transition(`transition${index}`, x);
      x = this.#block(`block${index}`, x, layers);
    }
    return this.build(this.#activated('last', x));
  }

  #block(name: string, x: string, layers: number): string {
    const features = [x];
    let joined = x;
    for (let layer = 0; layer < layers; layer++) {
      const grown = this.#layer(`${name}/layer${layer}`, joined);
      const parts = this.form.joining === 'flat' ? [...features, grown] : [joined, grown];
      joined = this.concat(`${name}/joined${layer}`, parts);
      features.push(grown);
    }
    return joined;
  }

  #layer(name: string, x: string): string {
    const activated = this.#activated(`${name}/1`, x);
    if (!this.form.bottleneck) return this.conv(`${name}/conv`, activated, GROWTH, 3);
    const narrow = this.conv(`${name}/conv1`, activated, 4 * GROWTH);
    return this.conv(`${name}/conv2`, this.#activated(`${name}/2`, narrow), GROWTH, 3);
  }

  #transition(name: string, x: string): string {
    const channels = Math.floor(channelsOf(this.graph.shapeOf(x)) / 2);
    const conv = this.conv(`${name}/conv`, this.#activated(name, x), channels);
    return this.graph.node('average-pool2d', `${name}/pool`, [conv], {
      kernel: [2, 2],
      strides: [2, 2],
      pads: NO_PADS,
      ceilMode: false,
      countPadding: false,
    });
  }

  #activated(name: string, x: string): string {
    return this.relu(`${name}/relu`, this.norm(`${name}/norm`, x));
  }
}

/** How many nodes of each op a graph has. */
function counts(graph: Graph): Record<string, number> {
  const result: Record<string, number> = {};
  for (const op of opsOf(graph)) result[op] = (result[op] ?? 0) + 1;
  return result;
}

/**
 * Folding rounds weights rather than sums, by 2^-24 of numbers that 108 taps and a few layers can raise to some
 * hundreds.
 */
const BOUND = 2 ** -12;

describe.each<Joining>(['nested', 'flat'])('dense blocks with %s concats', (joining) => {
  it('with bottlenecks leave convolutions, pools and the last normalisation', () => {
    const graph = new DenseNet({ joining, bottleneck: true, blocks: [3, 2, 3] }).network();
    const optimized = optimizeGraph(graph);
    // The stem, two convolutions a layer, one a transition.
    expect(counts(optimized)).toEqual({ conv2d: 19, 'average-pool2d': 2, 'batch-norm': 1 });
    expectSameOutputs(graph, optimized, BOUND);
  });

  it('without bottlenecks leave a normalisation a layer, and no copies either', () => {
    const graph = new DenseNet({ joining, bottleneck: false, blocks: [3, 2] }).network();
    const optimized = optimizeGraph(graph);
    expect(counts(optimized)).toEqual({ conv2d: 7, 'average-pool2d': 1, 'batch-norm': 6 });
    expectSameOutputs(graph, optimized, BOUND);
  });

  it('are one buffer each, in which layers append', () => {
    const graph = new DenseNet({ joining, bottleneck: true, blocks: [3, 1] }).network();
    const optimized = optimizeGraph(graph);
    const places = ['stem', 'layer0', 'layer1', 'layer2'].map((name) =>
      storageOf(optimized, name === 'stem' ? name : `block0/${name}/conv2`),
    );
    expect(places).toEqual(
      [0, 5, 8, 11].map((channelOffset) => ({ root: 'block0/joined2', channelOffset })),
    );
    expect(storageOf(optimized, 'transition1/pool')).toEqual({
      root: 'block1/joined0',
      channelOffset: 0,
    });
  });
});

it('joins the features of a block whose first concat has one input, as torchvision writes it', () => {
  const net = new SmallNet();
  const features = [net.conv('stem', net.x, 4)];
  for (const layer of [0, 1, 2]) {
    const joined = net.concat(`joined${layer}`, [...features]);
    const activated = net.relu(`relu${layer}`, net.norm(`norm${layer}`, joined));
    features.push(net.conv(`conv${layer}`, activated, 3, 3));
  }
  const graph = net.build(net.pool('pool', net.concat('joined', features)));
  const optimized = optimizeGraph(graph);
  expect(counts(optimized)).toEqual({ conv2d: 4, 'batch-norm': 3, 'max-pool2d': 1 });
  expectSameOutputs(graph, optimized, BOUND);
});
