// The verifier: a sound graph passes, and each rule is broken once on purpose.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { convAttributes, nodeOf } from '../ops/ops.fixtures';
import { zeros } from '../tensor/tensor';
import { GraphBuilder } from './builder';
import type { AnyNode, Graph, Value } from './graph';
import { verifyGraph } from './verify';

/** x → conv → relu. */
function chain(): Graph {
  const builder = new GraphBuilder('chain', 'nhwc');
  builder.input('x', [1, 2, 2, 3]);
  builder.constant('w', zeros([4, 3, 1, 1]));
  builder.node('conv2d', 'conv', ['x', 'w'], convAttributes());
  builder.node('activation', 'relu', ['conv'], { activation: 'relu' });
  return builder.build(['relu']);
}

function withValues(graph: Graph, ...changed: Value[]): Graph {
  const values = new Map(graph.values);
  for (const value of changed) values.set(value.name, value);
  return { ...graph, values };
}

function value(name: string, channels: number, view?: Value['view']): Value {
  return { name, shape: [1, 2, 2, channels], dtype: 'f32', ...(view ? { view } : {}) };
}

function relu(name: string, input = 'x'): AnyNode {
  return nodeOf('activation', name, [input], { activation: 'relu' });
}

/** Two activations of x that write channels 0–2 and 3–5 of `joined`, which `reader` reads. */
function tiled(first = 0, second = 3, joinedChannels = 6): Graph {
  const graph = chain();
  return {
    ...withValues(
      graph,
      value('joined', joinedChannels),
      value('a', 3, { of: 'joined', channelOffset: first }),
      value('b', 3, { of: 'joined', channelOffset: second }),
      value('reader', joinedChannels),
    ),
    nodes: [relu('a'), relu('b'), relu('reader', 'joined')],
    outputs: ['joined', 'reader'],
  };
}

function expectBroken(graph: Graph, words: RegExp): void {
  expect(() => verifyGraph(graph)).toThrow(GraphError);
  expect(() => verifyGraph(graph)).toThrow(words);
}

describe('verifyGraph accepts', () => {
  it('a chain', () => {
    expect(() => verifyGraph(chain())).not.toThrow();
  });

  it('views that tile their storage', () => {
    expect(() => verifyGraph(tiled())).not.toThrow();
  });
});

describe('verifyGraph refuses', () => {
  it('an input without a value', () => {
    expectBroken({ ...chain(), inputs: ['x', 'ghost'] }, /"chain" has no value "ghost"/);
  });

  it('a node that reads an unknown value', () => {
    const graph = chain();
    expectBroken(
      { ...graph, nodes: [...graph.nodes, relu('y', 'ghost')] },
      /Node "y" reads "ghost" before anything wrote it/,
    );
  });

  it('a node that writes an unknown value', () => {
    const graph = chain();
    expectBroken({ ...graph, nodes: [...graph.nodes, relu('ghost')] }, /no value "ghost"/);
  });

  it('a node that reads a value before it is written', () => {
    const graph = chain();
    expectBroken(
      { ...graph, nodes: graph.nodes.toReversed() },
      /Node "relu" reads "conv" before anything wrote it/,
    );
  });

  it('two nodes of one name', () => {
    const graph = chain();
    const twin = { ...relu('relu'), outputs: ['y'] };
    const broken = { ...withValues(graph, value('y', 3)), nodes: [...graph.nodes, twin] };
    expectBroken(broken, /Two nodes are named "relu"/);
  });

  it('a value with two producers', () => {
    const graph = chain();
    const second = { ...relu('again', 'conv'), outputs: ['relu'] };
    expectBroken({ ...graph, nodes: [...graph.nodes, second] }, /"relu" has two producers/);
  });

  it('a node that writes a constant', () => {
    const graph = chain();
    const writer = { ...relu('writer'), outputs: ['w'] };
    expectBroken({ ...graph, nodes: [...graph.nodes, writer] }, /"w" has two producers/);
  });

  it('an output that nothing writes', () => {
    const graph = withValues(chain(), value('idle', 3));
    expectBroken({ ...graph, outputs: ['idle'] }, /Nothing writes the output "idle"/);
  });

  it('a recorded shape that is not the inferred one', () => {
    expectBroken(
      withValues(chain(), value('conv', 5)),
      /"conv" is recorded as f32 \[1, 2, 2, 5\], but "conv" \(conv2d\) gives f32 \[1, 2, 2, 4\]/,
    );
  });

  it('a recorded dtype that is not the inferred one', () => {
    const graph = withValues(chain(), { ...value('relu', 4), dtype: 'u32' });
    expectBroken(graph, /"relu" is recorded as u32 .*gives f32/);
  });

  it('a node with another number of outputs than its op has', () => {
    const graph = withValues(chain(), value('extra', 4));
    const [conv, last] = graph.nodes as [AnyNode, AnyNode];
    const nodes = [conv, { ...last, outputs: ['relu', 'extra'] }];
    expectBroken({ ...graph, nodes }, /Node "relu" \(activation\) has 2 outputs, not 1/);
  });

  it('inputs that do not fit their op', () => {
    const graph = chain();
    const [conv, last] = graph.nodes as [AnyNode, AnyNode];
    const nodes = [{ ...conv, attributes: convAttributes({ groups: 3 }) } as AnyNode, last];
    expectBroken({ ...graph, nodes }, /Node "conv" \(conv2d\) with 3 group\(s\)/);
  });

  it('views that overlap', () => {
    expectBroken(tiled(0, 2), /View "b" does not continue "joined" at channel 3/);
  });

  it('views that leave a gap between them', () => {
    expectBroken(tiled(0, 4, 7), /View "b" does not continue "joined" at channel 3/);
  });

  it('views that leave a gap before the first', () => {
    expectBroken(tiled(1, 4, 7), /View "a" does not continue "joined" at channel 0/);
  });

  it('views that leave a gap behind the last', () => {
    expectBroken(tiled(0, 3, 7), /Views fill 6 of the 7 channels of "joined"/);
  });

  it('a view with another height than its storage', () => {
    const graph = tiled();
    const joined = { ...value('joined', 6), shape: [1, 3, 2, 6] };
    const reader = { ...value('reader', 6), shape: [1, 3, 2, 6] };
    expectBroken(withValues(graph, joined, reader), /View "a" does not continue "joined"/);
  });

  it('a reader of tiled storage before the last view is written', () => {
    const graph = tiled();
    const [a, b, reader] = graph.nodes as [AnyNode, AnyNode, AnyNode];
    expectBroken(
      { ...graph, nodes: [a, reader, b] },
      /Node "reader" reads "joined" before anything wrote it/,
    );
  });

  it('a node that reads the buffer that it writes', () => {
    const graph = tiled();
    const [a, , reader] = graph.nodes as [AnyNode, AnyNode, AnyNode];
    expectBroken(
      { ...graph, nodes: [a, relu('b', 'a'), reader] },
      /Node "b" reads the buffer that its output lies in/,
    );
  });

  it('a value that is written both whole and by views', () => {
    const graph = withValues(tiled(), value('six', 6));
    const whole = nodeOf('copy', 'joined', ['six']);
    expectBroken({ ...graph, inputs: ['x', 'six'], nodes: [whole, ...graph.nodes] }, /"joined"/);
  });

  it('a recorded shape that is not that of the constant', () => {
    const graph = chain();
    const constants = new Map([['w', zeros([4, 3, 5, 5])]]);
    expectBroken({ ...graph, constants }, /"w"/);
  });
});
