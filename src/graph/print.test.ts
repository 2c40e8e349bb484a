// Graphs as text.
import { describe, expect, it } from 'vitest';
import { convAttributes } from '../ops/ops.fixtures';
import { zeros } from '../tensor/tensor';
import { GraphBuilder } from './builder';
import type { Value } from './graph';
import { printGraph } from './print.fixtures';

describe('printGraph', () => {
  it('prints one line per input, node and output', () => {
    const builder = new GraphBuilder('small', 'nchw');
    builder.input('x', [1, 4, 4, 3]);
    builder.constant('w', zeros([10, 3, 3, 3]));
    builder.node(
      'conv2d',
      'conv',
      ['x', 'w'],
      convAttributes({ kernel: [3, 3], activation: 'relu' }),
    );
    builder.node('global-average-pool', 'pooled', ['conv'], {});
    builder.multiOutputNode('top-k', 'top', ['pooled'], { k: 2 }, ['values', 'indices']);
    expect(printGraph(builder.build(['values', 'indices']))).toBe(
      `graph small (nchw)
input x [1, 4, 4, 3]
conv [1, 2, 2, 10] = conv2d(x, w) {"kernel":[3,3],"strides":[1,1],"pads":{"top":0,"left":0,"bottom":0,"right":0},"dilations":[1,1],"groups":1,"activation":"relu"}
pooled [1, 10] = global-average-pool(conv)
values [1, 2], indices [1, 2] = top-k(pooled) {"k":2}
output values [1, 2]
output indices [1, 2]`,
    );
  });

  it('tells where a view lies', () => {
    const builder = new GraphBuilder('views', 'nhwc');
    builder.input('x', [1, 2, 2, 3]);
    builder.node('copy', 'y', ['x'], {});
    const graph = builder.build(['y']);
    const y: Value = {
      name: 'y',
      shape: [1, 2, 2, 3],
      dtype: 'f32',
      view: { of: 'joined', channelOffset: 5 },
    };
    const values = new Map(graph.values).set('y', y);
    expect(printGraph({ ...graph, values })).toContain('y [1, 2, 2, 3] @ joined+5 = copy(x)');
  });
});
