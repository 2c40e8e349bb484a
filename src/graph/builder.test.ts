// Building graphs node by node.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { zeros } from '../tensor/tensor';
import { GraphBuilder } from './builder';
import { convAttributes } from './graph.fixtures';

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
      new GraphError('Graph "ranking" needs a new name for a value, got "".'),
    );
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
});
