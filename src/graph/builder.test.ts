// Building graphs node by node.
import { describe, expect, it } from 'vitest';
import { GraphError, UnsupportedError } from '../errors';
import { convAttributes } from '../ops/ops.fixtures';
import { zeros } from '../tensor/tensor';
import { itemsSeen } from '../util/count-work.fixtures';
import { GraphBuilder } from './builder';

function builderWithInput(): GraphBuilder {
  const builder = new GraphBuilder('small', 'nhwc');
  builder.input('x', [1, 4, 4, 3]);
  return builder;
}

describe('GraphBuilder', () => {
  it('collects inputs, nodes, constants and outputs in order', () => {
    const builder = builderWithInput();
    builder.constant('w', zeros([5, 3, 1, 1]));
    builder.node('conv2d', 'conv', ['x', 'w'], convAttributes());
    builder.node('activation', 'relu', ['conv'], { activation: 'relu' });
    const graph = builder.build(['relu', 'conv']);
    expect(graph).toMatchObject({ name: 'small', axisOrder: 'nhwc' });
    expect(graph.inputs).toEqual(['x']);
    expect(graph.outputs).toEqual(['relu', 'conv']);
    expect(graph.nodes.map(({ name }) => name)).toEqual(['conv', 'relu']);
    expect([...graph.values.keys()]).toEqual(['x', 'w', 'conv', 'relu']);
    expect([...graph.constants.keys()]).toEqual(['w']);
  });

  it('infers shapes on the way', () => {
    const builder = builderWithInput();
    builder.constant('w', zeros([5, 3, 1, 1]));
    const conv = builder.node('conv2d', 'conv', ['x', 'w'], convAttributes());
    expect(builder.shapeOf(conv)).toEqual([1, 4, 4, 5]);
  });

  it('names the outputs of a node that has several', () => {
    const builder = new GraphBuilder('ranking', 'nhwc');
    builder.input('scores', [2, 10]);
    builder.multiOutputNode('top-k', 'top', ['scores'], { k: 3 }, ['values', 'indices']);
    const graph = builder.build(['values', 'indices']);
    expect(graph.values.get('values')).toEqual({ name: 'values', shape: [2, 3], dtype: 'f32' });
    expect(graph.values.get('indices')).toEqual({ name: 'indices', shape: [2, 3], dtype: 'u32' });
  });

  it('refuses an input that does not exist yet', () => {
    const attempt = () =>
      builderWithInput().node('activation', 'relu', ['later'], { activation: 'relu' });
    expect(attempt).toThrow(GraphError);
    expect(attempt).toThrow(/"small" has no value "later" yet/);
  });

  it('refuses a name that is taken, and an empty one', () => {
    expect(() => builderWithInput().input('x', [1])).toThrow(GraphError);
    expect(() => builderWithInput().input('x', [1])).toThrow(/new name for a value, got "x"/);
    expect(() => builderWithInput().constant('', zeros([1]))).toThrow(/new name.*got ""/);
  });

  it('refuses a node whose outputs are not all named', () => {
    const builder = new GraphBuilder('ranking', 'nhwc');
    builder.input('scores', [2, 10]);
    expect(() => builder.multiOutputNode('top-k', 'top', ['scores'], { k: 3 }, ['values'])).toThrow(
      new GraphError('Node "top" (top-k) has 1 outputs, not 2.'),
    );
  });

  it('refuses more outputs than the op gives', () => {
    const attempt = () =>
      builderWithInput().multiOutputNode('copy', 'y', ['x'], {}, ['one', 'another']);
    expect(attempt).toThrow(new GraphError('Node "y" (copy) has 2 outputs, not 1.'));
  });

  it('refuses two nodes of one name', () => {
    const builder = builderWithInput();
    builder.multiOutputNode('copy', 'same', ['x'], {}, ['one']);
    expect(() => builder.multiOutputNode('copy', 'same', ['x'], {}, ['another'])).toThrow(
      new GraphError('Two nodes are named "same".'),
    );
  });

  it.each([[[0]], [[2, -1]], [[1.5]], [[Number.NaN]]])('refuses a value of shape %j', (shape) => {
    const attempt = () => new GraphBuilder('odd', 'nhwc').input('x', shape);
    expect(attempt).toThrow(GraphError);
    expect(attempt).toThrow(/Value "x" has the impossible shape/);
  });

  it('refuses an output that nothing writes', () => {
    const attempt = () => builderWithInput().build(['y']);
    expect(attempt).toThrow(GraphError);
    expect(attempt).toThrow(/Nothing writes the output "y"/);
  });

  it('leaves a built graph alone when it goes on building', () => {
    const builder = builderWithInput();
    const graph = builder.build(['x']);
    builder.node('copy', 'y', ['x'], {});
    expect(graph.nodes).toEqual([]);
    expect(graph.values.has('y')).toBe(false);
  });

  it('gives out each name once', () => {
    const net = builderWithInput();
    const given = ['a', 'a#2', 'a', 'a', 'b'].map((wanted) => net.freshName(wanted));
    expect(given).toEqual(['a', 'a#2', 'a#2#2', 'a#3', 'b']);
  });

  it('does not search for the next number of a name that many want', () => {
    const wanting = (count: number) => () => {
      const net = builderWithInput();
      for (let i = 0; i < count; i++) net.freshName('a');
    };
    expect(itemsSeen(wanting(2000))).toBeLessThan(2.1 * itemsSeen(wanting(1000)));
  });

  it.each([
    ['1001 inputs', (net: GraphBuilder) => net.build(inputs(net, 1001).slice(1))],
    ['1001 outputs', (net: GraphBuilder) => net.build(inputs(net, 1000).concat('x0'))],
    ['1001 inputs', (net: GraphBuilder) => join(net, 1001)],
    ['66000 inputs', (net: GraphBuilder) => joins(net, 66)],
    ['9 axes', (net: GraphBuilder) => net.input('x', [1, 1, 1, 1, 1, 1, 1, 1, 1])],
    ['8193 nodes', (net: GraphBuilder) => copies(net, net.input('x', [1]), 8193)],
  ])('refuses a network of %s', (says, build) => {
    const attempt = () => build(new GraphBuilder('large', 'nhwc'));
    expect(attempt).toThrow(UnsupportedError);
    expect(attempt).toThrow(`has ${says}; Kindling is made for small networks, up to`);
  });

  it('takes what is as large as may be', () => {
    const net = new GraphBuilder('large', 'nhwc');
    const x = net.input('x', [1, 1, 1, 1, 1, 1, 1, 1]);
    const joined = Array.from({ length: 57 }, (_, i) => net.node('concat', `y${i}`, many(x), {}));
    const copied = copies(net, x, 8192 - joined.length);
    expect(net.build([...joined, copied]).nodes).toHaveLength(8192);
  });
});

const many = (x: string) => Array.from({ length: 1000 }, () => x);

function inputs(net: GraphBuilder, count: number): string[] {
  return Array.from({ length: count }, (_, i) => net.input(`x${i}`, [1]));
}

function join(net: GraphBuilder, count: number): string {
  const x = net.input('x', [1]);
  return net.node('concat', 'y', [...many(x), ...many(x)].slice(0, count), {});
}

function joins(net: GraphBuilder, count: number): void {
  const x = net.input('x', [1]);
  for (let i = 0; i < count; i++) net.node('concat', `y${i}`, many(x), {});
}

function copies(net: GraphBuilder, x: string, count: number): string {
  let last = x;
  for (let i = 0; i < count; i++) last = net.node('copy', `copy${i}`, [last], {});
  return last;
}
