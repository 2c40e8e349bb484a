// All passes together: fire modules, SqueezeNet, and random small graphs that must compute the same as before.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { verifyGraph } from '../graph/verify';
import { squeezenet } from '../models/squeezenet';
import { evaluateGraph } from '../reference/evaluate-graph';
import { channelsOf } from '../tensor/tensor';
import { optimizeGraph, PASSES } from './all-passes';
import { randomInputs, SmallNet } from './passes.fixtures';

/** A step of a random graph: an op and where its inputs are, counted back from the newest value. */
const step = fc.record({
  op: fc.constantFrom(
    'conv1',
    'conv3',
    'bias',
    'norm',
    'relu',
    'gate',
    'swap',
    'half',
    'pool',
    'concat',
  ),
  from: fc.nat(3),
  others: fc.array(fc.nat(5), { minLength: 1, maxLength: 2 }),
  channels: fc.integer({ min: 1, max: 6 }),
});
type RandomStep = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** All values are 3×3 maps, so that any of them can be joined. The last value and every `marked` one are outputs. */
function randomGraph(steps: readonly RandomStep[], marked: readonly number[]): Graph {
  const net = new SmallNet([1, 3, 3, 3]);
  const values = [net.x];
  const back = (count: number) => values[Math.max(values.length - 1 - count, 0)] ?? net.x;
  for (const [index, { op, from, others, channels }] of steps.entries()) {
    const x = back(from);
    const name = `${op}_${index}`;
    if (op === 'conv1') values.push(net.conv(name, x, channels));
    else if (op === 'conv3') values.push(net.conv(name, x, channels, 3));
    else if (op === 'bias') values.push(net.bias(name, x));
    else if (op === 'norm') values.push(net.norm(name, x));
    else if (op === 'gate')
      values.push(net.mul(name, x, net.activation(`${name}/1`, x, 'sigmoid')));
    else if (op === 'swap') values.push(net.transpose(name, x, [0, 2, 1, 3]));
    else if (op === 'half') values.push(firstHalf(net, name, x));
    else if (op === 'relu') values.push(net.relu(name, x));
    else if (op === 'pool') values.push(net.pool(name, x));
    else values.push(net.concat(name, [x, ...others.map(back)]));
  }
  const outputs = new Set([values.at(-1) ?? net.x, ...marked.map(back)]);
  return net.build(...outputs);
}

function firstHalf(net: SmallNet, name: string, x: string): string {
  const channels = channelsOf(net.graph.shapeOf(x));
  return net.channels(name, x, 0, Math.ceil(channels / 2));
}

/**
 * Largest difference that fusing may make, as a share of the largest magnitude in the output. Fusing a bias or a
 * normalisation saves or adds one rounding of every term (2^-24 relative); up to 8 layers of at most 9·12 taps with weights below 1 carry it on. The outputs'
 * own magnitude grows by the same taps, unless sums cancel, hence the room up to 2^-14.
 */
const BOUND = 2 ** -14;

function expectSameOutputs(graph: Graph, optimized: Graph): void {
  const inputs = randomInputs(graph);
  const before = evaluateGraph(graph, inputs);
  const after = evaluateGraph(optimized, inputs);
  for (const name of graph.outputs) {
    const want = before.get(name)?.data ?? [];
    const got = after.get(name)?.data ?? [];
    expect(got.length, name).toBe(want.length);
    const scale = Math.max(1, ...Array.from(want, Math.abs));
    for (const [i, value] of want.entries()) {
      const error = Math.abs((got[i] ?? Number.NaN) - value);
      if (!(error <= BOUND * scale)) {
        expect.fail(`${name}[${i}]: got ${got[i]}, want ${value} within ${BOUND * scale}`);
      }
    }
  }
}

/** All passes; each has to keep the graph's rules, not only all together. */
function optimizeVerified(graph: Graph): Graph {
  return PASSES.reduce((current, { name, run }) => {
    const next = run(current);
    expect(() => verifyGraph(next), name).not.toThrow();
    return next;
  }, graph);
}

describe('optimizeGraph', () => {
  it('leaves three convolutions of an unfused fire module', () => {
    const net = new SmallNet();
    const layer = (name: string, x: string, channels: number, kernel: 1 | 3 = 1) =>
      net.relu(name, net.bias(`${name}/bias`, net.conv(`${name}/conv`, x, channels, kernel)));
    const squeeze = layer('squeeze', net.x, 3);
    const expanded = [layer('expand1x1', squeeze, 5), layer('expand3x3', squeeze, 6, 3)];
    const graph = net.build(net.concat('joined', expanded));
    const optimized = optimizeGraph(graph);
    expect(opsOf(graph)).toHaveLength(10);
    expect(opsOf(optimized)).toEqual(['conv2d', 'conv2d', 'conv2d']);
    expectSameOutputs(graph, optimized);
  });

  it('leaves SqueezeNet 1.0 its 26 convolutions, 3 pools, mean with the share of its border, and softmax', () => {
    const optimized = optimizeVerified(squeezenet().graph);
    const count = (op: string) => opsOf(optimized).filter((name) => name === op).length;
    expect(optimized.nodes).toHaveLength(32);
    expect([count('conv2d'), count('max-pool2d')]).toEqual([26, 3]);
    expect(opsOf(optimized).slice(-3)).toEqual(['global-average-pool', 'batch-norm', 'softmax']);
  });

  it('gives random graphs the same outputs and keeps the rules of graphs', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(7), { maxLength: 2 }),
        (steps, marked) => {
          const graph = randomGraph(steps, marked);
          const optimized = optimizeVerified(graph);
          expect(optimizeGraph(graph)).toEqual(optimized);
          expect(opsOf(optimized)).not.toContain('concat');
          expectSameOutputs(graph, optimized);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('can be run on its own result', () => {
    const net = new SmallNet();
    const inner = net.concat('inner', [net.conv('a', net.x, 1), net.conv('b', net.x, 2)]);
    const once = optimizeGraph(net.build(net.concat('outer', [inner, net.conv('c', net.x, 1)])));
    expect(opsOf(optimizeGraph(once))).toEqual(['conv2d', 'conv2d', 'conv2d']);
  });
});
