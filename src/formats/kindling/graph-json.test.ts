// Graphs as JSON data and back: every op, every form of an activation, and what is said where something is wrong.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileOp } from '../../../e2e/corpus/kindling-ops';
import { ACTIVATIONS, graphOf, mixedGraph, OP_CASES } from '../../../e2e/corpus/kindling-ops';
import { GraphError, KindlingError, ModelFormatError, UnsupportedError } from '../../errors';
import { GraphBuilder } from '../../graph/builder';
import type { Graph } from '../../graph/graph';
import type { Activation } from '../../ops/elementwise/functions';
import { NO_PADS } from '../../ops/window';
import { type Tensor, zeros } from '../../tensor/tensor';
import { atOnce } from '../../util/at-once';
import { buildGraph, graphToJson, parseGraphJson } from './graph-json';

/** The same graph, through JSON text. */
function throughText(graph: Graph): Graph {
  const parsed = atOnce(parseGraphJson(JSON.parse(JSON.stringify(graphToJson(graph)))));
  return atOnce(buildGraph(parsed, graph.name, [...graph.constants.values()]));
}

function activationGraph(activation: Activation): Graph {
  return graphOf('activation', { inputs: [[1, 2, 2, 3]], attributes: { activation } });
}

describe('round trip', () => {
  const ops = Object.keys(OP_CASES) as FileOp[];

  it.each(ops)('%s', (op) => {
    const graph = graphOf(op, OP_CASES[op]);
    const again = throughText(graph);
    expect(again).toEqual(graph);
    expect(JSON.stringify(graphToJson(again))).toBe(JSON.stringify(graphToJson(graph)));
  });

  it.each(ACTIVATIONS)('activation %j', (activation) => {
    const graph = activationGraph(activation);
    expect(throughText(graph)).toEqual(graph);
  });

  it('keeps any number of an activation, but for the sign of zero', () => {
    const real = fc.double({ noNaN: true });
    const forms = fc.oneof(
      fc.tuple(real, real).map((clamp) => ({ clamp })),
      fc.tuple(real, real).map((hardSigmoid) => ({ hardSigmoid })),
      fc
        .record({
          scale: fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }),
          low: real,
          high: real,
        })
        .map((quantize) => ({ quantize })),
      real.map((leakyRelu) => ({ leakyRelu })),
      real.map((elu) => ({ elu })),
    );
    fc.assert(
      fc.property(forms, (activation) => {
        const written = JSON.stringify(graphToJson(activationGraph(activation)));
        const read = throughText(activationGraph(activation));
        expect(JSON.stringify(graphToJson(read))).toBe(written);
        const [node] = read.nodes;
        // All numbers as texts, with JSON's help: those that it lacks are told apart, 0 and −0 are not.
        const unsigned = (value: unknown): unknown =>
          JSON.parse(JSON.stringify(value, (_, x) => (typeof x === 'number' ? String(x + 0) : x)));
        expect(unsigned(node?.attributes)).toEqual(unsigned({ activation }));
      }),
    );
  });

  it('keeps the order of inputs, constants, nodes, outputs and attributes, and the axis order', () => {
    const { nodes, ...json } = graphToJson(mixedGraph());
    expect(Object.keys(graphToJson(mixedGraph()))).toEqual([
      'axisOrder',
      'inputs',
      'constants',
      'nodes',
      'outputs',
    ]);
    expect(json).toEqual({
      axisOrder: 'nchw',
      inputs: [{ name: 'x', shape: [1, 12, 12, 3] }],
      constants: [
        { name: 'w', shape: [8, 3, 3, 3], dtype: 'f32' },
        { name: 'b', shape: [8], dtype: 'f32' },
        { name: 'scale', shape: [8], dtype: 'f32' },
        { name: 'shift', shape: [8], dtype: 'f32' },
        { name: 'w2', shape: [8, 8, 1, 1], dtype: 'f32' },
      ],
      outputs: ['rounded', 'values', 'indices'],
    });
    expect(JSON.stringify(nodes[0])).toBe(
      '{"op":"conv2d","name":"conv1","inputs":["x","w","b"],"outputs":["conv1"],"attributes":{"strides":[1,1],' +
        '"dilations":[1,1],"groups":1,"activation":{"clamp":[0,6]},"kernel":[3,3],' +
        '"pads":{"top":1,"left":1,"bottom":1,"right":1}}}',
    );
    expect(nodes[3]?.attributes).toEqual({ activation: { clamp: [0, 'Infinity'] } });
    expect(throughText(mixedGraph())).toEqual(mixedGraph());
  });

  it('takes names that objects have for themselves', () => {
    const net = new GraphBuilder('names', 'nhwc');
    const x = net.input('__proto__', [1, 2]);
    const b = net.constant('constructor', zeros([2]));
    const graph = net.build([net.node('bias-add', 'toString', [x, b], {})]);
    expect(throughText(graph)).toEqual(graph);
  });

  it('copies: the JSON data share nothing with the graph', () => {
    const graph = mixedGraph();
    const json = graphToJson(graph);
    expect(json.inputs[0]?.shape).not.toBe(graph.values.get('x')?.shape);
    expect(json.nodes[0]?.attributes).not.toBe(graph.nodes[0]?.attributes);
  });

  it('asks for no numbers of a constant', () => {
    const graph = mixedGraph();
    const lazy = Array.from(graph.constants.values(), ({ shape, dtype }): Tensor => {
      return {
        shape,
        dtype,
        get data(): never {
          throw new Error('asked for');
        },
      };
    });
    const parsed = atOnce(parseGraphJson(graphToJson(graph)));
    expect([...atOnce(buildGraph(parsed, 'lazy', lazy)).constants.keys()]).toHaveLength(5);
  });
});

describe('graphToJson refuses', () => {
  it('a view, by name', () => {
    const graph = mixedGraph();
    const values = new Map(graph.values);
    const conv1 = values.get('conv1');
    if (!conv1) throw new Error('no conv1');
    values.set('conv1', { ...conv1, view: { of: 'join', channelOffset: 0 } });
    expect(() => graphToJson({ ...graph, values })).toThrow(UnsupportedError);
    expect(() => graphToJson({ ...graph, values })).toThrow(/"conv1" of graph "mixed".*"join"/);
  });

  it('an op that a lowering made', () => {
    const net = new GraphBuilder('lowered', 'nhwc');
    const x = net.input('x', [1, 4, 4, 1]);
    const form = { tile: 2, kernel: 3, stride: 1, pads: NO_PADS } as const;
    const graph = net.build([net.node('winograd-input', 'patches', [x], form)]);
    expect(() => graphToJson(graph)).toThrow(GraphError);
    expect(() => graphToJson(graph)).toThrow('"winograd-input" at nodes[0].op');
  });

  it('what could not be read again', () => {
    const net = new GraphBuilder('deep', 'nhwc');
    const graph = net.build([net.input('x'.repeat(1001), [1])]);
    expect(() => graphToJson(graph)).toThrow('at inputs[0].name, where a text of 1 to 1000');
  });
});

/** The JSON data of `mixedGraph`, with one part replaced; undefined takes it away. */
function withPart(path: readonly (string | number)[], part: unknown): unknown {
  const json: unknown = structuredClone(graphToJson(mixedGraph()));
  let at = Object(json);
  for (const key of path.slice(0, -1)) at = at[key];
  const last = path.at(-1) ?? '';
  if (part === undefined) delete at[last];
  else Object.defineProperty(at, last, { value: part, enumerable: true, configurable: true });
  return json;
}

function failureOf(run: () => unknown): ModelFormatError {
  try {
    run();
  } catch (error) {
    if (error instanceof ModelFormatError) return error;
    throw error;
  }
  throw new Error('It was taken.');
}

const KERNEL = ['nodes', 0, 'attributes', 'kernel'];
const CLAMP = ['nodes', 3, 'attributes', 'activation'];

describe('parseGraphJson says what is where', () => {
  it.each<[readonly (string | number)[], unknown, string]>([
    [['axisOrder'], 'hwcn', '"hwcn" at axisOrder, where nchw or nhwc belongs'],
    [['extra'], 1, '1 at extra, where nothing belongs'],
    [['__proto__'], {}, 'an object at __proto__, where nothing belongs'],
    [['nodes'], undefined, 'nothing at nodes, where a list of 0 to 8192 belongs'],
    [['nodes'], {}, 'an object at nodes, where a list'],
    [['nodes'], new Array(8193).fill(null), 'a list of 8193 at nodes, where'],
    [['inputs'], [], 'a list of 0 at inputs, where a list of 1 to 1000'],
    [['outputs', 0], '', '"" at outputs[0], where a text of 1 to 1000 characters belongs'],
    [['outputs', 0], 'n'.repeat(1001), `"${'n'.repeat(40)}…" at outputs[0], where`],
    [['inputs', 0, 'shape'], [], 'a list of 0 at inputs[0].shape, where a list of 1 to 8'],
    [
      ['inputs', 0, 'shape', 1],
      0,
      '0 at inputs[0].shape[1], where a whole number from 1 to 2147483647',
    ],
    [['inputs', 0, 'shape', 1], 1.5, '1.5 at inputs[0].shape[1], where a whole number'],
    [['inputs', 0, 'shape', 1], '3', '"3" at inputs[0].shape[1], where a whole number'],
    [
      ['inputs', 0, 'shape', 1],
      2 ** 31 - 1,
      'at inputs[0].shape, where a shape of at most 268435456 elements',
    ],
    [['constants', 4, 'dtype'], 'f16', '"f16" at constants[4].dtype, where f32 or u32 belongs'],
    [['nodes', 2], null, 'null at nodes[2], where an object belongs'],
    [
      ['nodes', 2, 'op'],
      'winograd-input',
      '"winograd-input" at nodes[2].op, where an op that files can hold',
    ],
    [['nodes', 2, 'op'], 'toString', '"toString" at nodes[2].op'],
    [['nodes', 2, 'name'], 7, '7 at nodes[2].name'],
    [
      ['nodes', 2, 'inputs'],
      ['x'],
      'a list of 1 at nodes[2].inputs, where a list of 2 to 5 belongs',
    ],
    [['nodes', 0, 'outputs'], [], 'a list of 0 at nodes[0].outputs'],
    [['nodes', 0, 'attributes'], [], 'a list of 0 at nodes[0].attributes, where an object belongs'],
    [KERNEL, undefined, 'nothing at nodes[0].attributes.kernel, where a list of 2 belongs'],
    [KERNEL, [3, 3, 3], 'a list of 3 at nodes[0].attributes.kernel, where a list of 2 belongs'],
    [
      [...KERNEL, 1],
      -1,
      '-1 at nodes[0].attributes.kernel[1], where a whole number from 1 to 65536',
    ],
    [
      [...KERNEL, 1],
      'Infinity',
      '"Infinity" at nodes[0].attributes.kernel[1], where a whole number',
    ],
    [
      ['nodes', 0, 'attributes', 'foo'],
      true,
      'true at nodes[0].attributes.foo, where nothing belongs',
    ],
    [
      ['nodes', 0, 'attributes', 'pads', 'top'],
      -1,
      '-1 at nodes[0].attributes.pads.top, where a whole number from 0',
    ],
    [
      ['nodes', 2, 'attributes', 'prologue'],
      null,
      'null at nodes[2].attributes.prologue, where an activation belongs',
    ],
    [
      ['nodes', 1, 'attributes', 'ceilMode'],
      1,
      '1 at nodes[1].attributes.ceilMode, where true or false belongs',
    ],
    [CLAMP, 'gelu', '"gelu" at nodes[3].attributes.activation, where an activation belongs'],
    [CLAMP, {}, 'an object at nodes[3].attributes.activation, where an activation belongs'],
    [
      CLAMP,
      { toString: 1 },
      'an object at nodes[3].attributes.activation, where an activation belongs',
    ],
    [
      CLAMP,
      { clamp: [0, 6], elu: 1 },
      '1 at nodes[3].attributes.activation.elu, where nothing belongs',
    ],
    [
      [...CLAMP, 'clamp', 1],
      'infinity',
      '"infinity" at nodes[3].attributes.activation.clamp[1], where a number',
    ],
    [
      ['nodes', 5, 'attributes', 'mode'],
      'wrap',
      '"wrap" at nodes[5].attributes.mode, where constant or reflect or edge',
    ],
  ])('%j: %j', (path, part, message) => {
    const failure = failureOf(() => atOnce(parseGraphJson(withPart(path, part))));
    expect(failure.message).toContain(message);
    expect(failure.message.length).toBeLessThan(300);
    expect(failure).toMatchObject({ layer: 'GRPH', offset: 0 });
    expect(failure.cause).toBeInstanceOf(GraphError);
  });

  it.each([undefined, null, 1, 'text', [], () => 0])('at its root: %o', (json) => {
    expect(failureOf(() => atOnce(parseGraphJson(json))).message).toContain(
      'at its root, where an object belongs',
    );
  });
});

describe('buildGraph says what does not fit', () => {
  it.each<[readonly (string | number)[], unknown, string | RegExp, string]>([
    [
      ['inputs', 0, 'name'],
      'w',
      'constants[0]: Graph "mixed" needs a new name for a value, got "w"',
      'GRPH',
    ],
    [
      ['nodes', 0, 'inputs', 0],
      'nobody',
      'nodes[0]: Graph "mixed" has no value "nobody" yet',
      'conv1',
    ],
    [['nodes', 0, 'outputs', 0], 'w', 'nodes[0]: Graph "mixed" needs a new name', 'conv1'],
    [
      ['nodes', 0, 'outputs'],
      ['conv1', 'more'],
      'nodes[0]: Node "conv1" (conv2d) has 2 outputs, not 1',
      'conv1',
    ],
    [['nodes', 11, 'outputs'], ['values'], 'nodes[11]: Node "top" (top-k) has 1 outputs', 'top'],
    [['nodes', 1, 'name'], 'conv1', 'nodes[1]: Two nodes are named "conv1"', 'conv1'],
    [
      ['nodes', 0, 'attributes', 'groups'],
      2,
      /nodes\[0\]: Node "conv1" \(conv2d\) with 2 group/,
      'conv1',
    ],
    [['outputs', 0], 'nobody', 'Nothing writes the output "nobody"', 'GRPH'],
    [
      ['nodes', 6, 'attributes', 'starts', 1],
      16,
      'nodes[6]: Node "slice" (slice) cannot take',
      'slice',
    ],
    [
      ['nodes', 8, 'attributes', 'size'],
      [2 ** 16, 2 ** 16],
      /nodes\[8\]: "resize" has 68719476736 elements/,
      'resize',
    ],
  ])('%j: %j', (path, part, message, layer) => {
    const parsed = atOnce(parseGraphJson(withPart(path, part)));
    const tensors = [...mixedGraph().constants.values()];
    const failure = failureOf(() => atOnce(buildGraph(parsed, 'mixed', tensors)));
    expect(failure.message).toMatch(message);
    expect(failure).toMatchObject({ layer, offset: 0 });
    expect(failure.cause).toBeInstanceOf(KindlingError);
  });

  it.each([
    [
      'another shape',
      [zeros([8, 3, 3, 2])],
      'is declared as f32 [8, 3, 3, 3], but is f32 [8, 3, 3, 2]',
    ],
    ['another type', [zeros([8, 3, 3, 3], 'u32')], 'but is u32 [8, 3, 3, 3]'],
    ['no tensor', [], 'but is nothing'],
  ])('a constant: %s', (_, tensors, message) => {
    const parsed = atOnce(parseGraphJson(graphToJson(mixedGraph())));
    const failure = failureOf(() => atOnce(buildGraph(parsed, 'mixed', tensors)));
    expect(failure.message).toContain('constants[0]: Constant "w"');
    expect(failure.message).toContain(message);
  });
});
