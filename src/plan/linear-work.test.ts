// What a file costs grows with the file, not with its square, whatever its graph is like: a file from anywhere must not keep a
// page busy. Counted, since time depends on the machine.
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { convAttributes } from '../ops/ops.fixtures';
import { optimizeGraph } from '../rewrites/all-passes';
import { zeros } from '../tensor/tensor';
import { itemsSeen } from '../util/count-work.fixtures';
import { scheduleGraph } from './schedule';
import { plainTarget } from './target.fixtures';

/** Twice the graph takes twice the work, and a little more where something is sorted. */
const MOST_GROWTH = 2.3;

/** Builds a graph of one input `x` [1, 4, 4, 4], step by step. */
class Net {
  readonly graph = new GraphBuilder('hostile', 'nhwc');
  readonly x = this.graph.input('x', [1, 4, 4, 4]);
  readonly #vector = this.graph.constant('vector', zeros([4]));
  readonly #weights = this.graph.constant('weights', zeros([4, 4, 1, 1]));
  #count = 0;

  tanh(x: string): string {
    return this.graph.node('activation', this.#name(), [x], { activation: 'tanh' });
  }

  gated(x: string): string {
    const gate = this.graph.node('activation', this.#name(), [x], { activation: 'sigmoid' });
    return this.add(x, this.graph.node('mul', this.#name(), [x, gate], { activation: 'none' }));
  }

  add(a: string, b: string): string {
    return this.graph.node('add', this.#name(), [a, b], { activation: 'none' });
  }

  concat(...inputs: readonly string[]): string {
    return this.graph.node('concat', this.#name(), inputs, {});
  }

  turned(x: string): string {
    return this.graph.node('transpose', this.#name(), [x], { permutation: [0, 2, 1, 3] });
  }

  reshaped(x: string, ...shape: readonly number[]): string {
    return this.graph.node('reshape', this.#name(), [x], { shape });
  }

  padded(x: string): string {
    const pads = { top: 1, left: 0, bottom: 0, right: 0 };
    const wide = this.graph.node('pad2d', this.#name(), [x], { pads, value: 0 });
    const sizes = { starts: [0, 0, 0, 0], steps: [1, 1, 1, 1], sizes: [1, 4, 4, 4] };
    return this.graph.node('slice', this.#name(), [wide], sizes);
  }

  /** A convolution of shared weights, its bias, and a normalisation. */
  layer(x: string): string {
    const conv = this.graph.node('conv2d', this.#name(), [x, this.#weights], convAttributes());
    const biased = this.graph.node('bias-add', this.#name(), [conv, this.#vector], {});
    const vectors = [this.#vector, this.#vector];
    const attributes = { activation: 'none' } as const;
    return this.graph.node('batch-norm', this.#name(), [biased, ...vectors], attributes);
  }

  /** A step, so many times, each on what the last one gave. */
  chain(count: number, step: (x: string, index: number) => string, first = this.x): string {
    let last = first;
    for (let i = 0; i < count; i++) last = step(last, i);
    return last;
  }

  /** So many results of x, all alike. */
  star(count: number, step: (x: string) => string): string[] {
    return Array.from({ length: count }, () => step(this.x));
  }

  #name(): string {
    return `v${this.#count++}`;
  }
}

/** Adds a graph of a size to a net; gives its outputs. */
type Kind = (net: Net, size: number) => string[];

const KINDS: Readonly<Record<string, Kind>> = {
  'a chain of functions': (net, size) => [net.chain(size, (x) => net.tanh(x))],
  'a chain of sums with what was two steps ago': (net, size) => {
    let before = net.x;
    return [
      net.chain(size, (x) => {
        const sum = net.add(x, before);
        before = x;
        return sum;
      }),
    ];
  },
  'a chain of layers that share weights': (net, size) => [net.chain(size, (x) => net.layer(x))],
  'a chain of gates': (net, size) => [net.chain(size, (x) => net.gated(x))],
  'a chain of transposes': (net, size) => [net.chain(size, (x) => net.turned(x))],
  'a chain of reshapes': (net, size) => [
    net.chain(size, (x, i) => net.reshaped(x, 1, ...(i % 2 === 0 ? [2, 8, 4] : [4, 4, 4]))),
  ],
  'a chain of functions and reshapes that become views': (net, size) => [
    net.chain(size, (x, i) =>
      net.tanh(net.reshaped(x, 1, ...(i % 2 === 0 ? [2, 8, 4] : [4, 4, 4]))),
    ),
  ],
  'a chain of borders and parts': (net, size) => [net.chain(size, (x) => net.padded(x))],
  'a concat of one value': (net, size) => [net.concat(...net.star(size, (x) => x))],
  'a concat of many values': (net, size) => [net.concat(...net.star(size, (x) => net.tanh(x)))],
  'concats in concats': (net, size) => [net.chain(size, (x) => net.concat(x, net.x))],
  'concats in concats of what else is read': (net, size) => [
    net.chain(size, (x) => net.concat(x, net.tanh(net.x))),
  ],
  // Summed up one by one: values that live at the same time have a slot each, and each value looks at all slots.
  'readers of one value': (net, size) => [net.chain(size, (sum) => net.add(sum, net.tanh(net.x)))],
  'readers of one movement': (net, size) => {
    const turned = net.turned(net.x);
    const other = (sum: string) => net.add(sum, net.tanh(net.reshaped(turned, 1, 16, 1, 4)));
    return [net.chain(size, other, net.reshaped(net.x, 1, 16, 1, 4))];
  },
  'movements of a chain of copies': (net, size) => {
    let sum = net.x;
    net.chain(size / 2, (x, i) => {
      sum = net.add(sum, net.turned(x));
      return net.graph.node('copy', `copy${i}`, [x], {});
    });
    return [sum];
  },
};

const graphOf = (kind: Kind, size: number): Graph => {
  const net = new Net();
  return net.graph.build(kind(net, size));
};

describe.each(Object.entries(KINDS))('%s', (_, kind) => {
  const growthOf = (work: (size: number) => () => void) =>
    itemsSeen(work(800)) / itemsSeen(work(400));

  it('is built and verified in one walk', () => {
    expect(growthOf((size) => () => graphOf(kind, size))).toBeLessThan(MOST_GROWTH);
  });

  it('is optimised in one walk a pass', () => {
    const growth = growthOf((size) => {
      const graph = graphOf(kind, size);
      return () => optimizeGraph(graph);
    });
    expect(growth).toBeLessThan(MOST_GROWTH);
  });

  it.each(['software', 'hardware'] as const)('is planned in one walk for %s', (adapter) => {
    const growth = growthOf((size) => {
      const graph = optimizeGraph(graphOf(kind, size));
      return () => scheduleGraph(graph, plainTarget(adapter), { kernels: ALL_KERNELS });
    });
    expect(growth).toBeLessThan(MOST_GROWTH);
  });
});
