// The graph of a Kindling container as plain JSON data: written from a graph, checked part by part when it is read, and
// built again. Constants are declared here; their numbers lie elsewhere in the file.
import { GraphError, ModelFormatError, UnsupportedError } from '../../errors';
import { GraphBuilder } from '../../graph/builder';
import { type AnyNode, type Graph, valueNamed } from '../../graph/graph';
import { MOST_ENDS, MOST_GRAPH_NODES } from '../../graph/limits';
import { inputCounts, type SomeOp } from '../../ops/op';
import { loadedOp, loadOps } from '../../ops/registry';
import type { AxisOrder } from '../../tensor/layout';
import { type DType, formatShape, type Shape, sameShape, type Tensor } from '../../tensor/tensor';
import { atOnce } from '../../util/at-once';
import { attributesParser, shape } from './attribute-parsers';
import { list, numberToJson, object, oneOf, type Parse, record, refusal, text } from './json-parts';

/** An input of a network; its shape as the graph has it, NHWC. */
interface InputJson {
  readonly name: string;
  readonly shape: Shape;
}

/** A constant, without its numbers. */
interface ConstantJson {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A node; numbers that JSON lacks are the texts "Infinity", "-Infinity" and "NaN" in its attributes. */
interface NodeJson {
  readonly op: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: object;
}

/** A graph as JSON data. Nodes are in execution order; what they compute has the shapes that inference gives. */
export interface GraphJson {
  readonly axisOrder: AxisOrder;
  readonly inputs: readonly InputJson[];
  readonly constants: readonly ConstantJson[];
  readonly nodes: readonly NodeJson[];
  readonly outputs: readonly string[];
}

/** A graph whose parts are sound each, before anybody knows whether they fit together. */
export interface ParsedGraph extends GraphJson {
  readonly nodes: readonly AnyNode[];
}

/** The section of a container that holds the graph, as errors name it. */
const SECTION = 'GRPH';

/** No more constants than nodes. */
const MOST_CONSTANTS = MOST_GRAPH_NODES;

const name = text(1000);
const names = (least: number, most: number) => list(name, least, most);

/** Any op but those that lowerings make. */
function fileOp(json: unknown, path: string): SomeOp {
  const op = typeof json === 'string' ? loadedOp(json) : null;
  if (!op || op.isLowered) throw refusal(json, path, 'an op that files can hold');
  return op;
}

/** Made once: a network has few ops and many nodes. */
const parsers = new Map<SomeOp, Parse<NodeJson>>();

function nodeParser(op: SomeOp): Parse<NodeJson> {
  const { least, most } = inputCounts(op);
  return object<NodeJson>({
    op: () => op.name,
    name,
    inputs: names(least, Math.min(most, MOST_ENDS)),
    outputs: names(1, 2),
    attributes: attributesParser(op.attributes),
  });
}

/** The op says what else a node must have. */
const node: Parse<AnyNode> = (json, path) => {
  const op = fileOp(Object(record(json, path)).op, `${path}.op`);
  const parser = parsers.get(op) ?? nodeParser(op);
  parsers.set(op, parser);
  // TypeScript cannot see that op and attributes of one entry of the table form a member of the union.
  return parser(json, path) as AnyNode;
};

/** All but the nodes, which are parsed one by one. */
const outline = object<Omit<GraphJson, 'nodes'> & { readonly nodes: readonly unknown[] }>({
  axisOrder: oneOf(['nchw', 'nhwc']),
  inputs: list(object<InputJson>({ name, shape }), 1, MOST_ENDS),
  constants: list(
    object<ConstantJson>({ name, shape, dtype: oneOf(['f32', 'u32']) }),
    0,
    MOST_CONSTANTS,
  ),
  nodes: list<unknown>((json) => json, 0, MOST_GRAPH_NODES),
  outputs: names(1, MOST_ENDS),
});

/**
 * A graph as formats and architectures give it, as JSON data; the same text for the same graph.
 * @throws UnsupportedError naming a value that is a view, which passes make.
 * @throws GraphError saying which part could not be read again: an op that only lowerings make, more than the limits.
 */
export function graphToJson(source: Graph): GraphJson {
  for (const value of source.values.values()) {
    if (!value.view) continue;
    throw new UnsupportedError(
      `Value "${value.name}" of graph "${source.name}" lies inside "${value.view.of}". ` +
        'Write the graph as it is before passes.',
    );
  }
  const json: GraphJson = {
    axisOrder: source.axisOrder,
    inputs: source.inputs.map((input) => ({
      name: input,
      shape: [...valueNamed(source, input).shape],
    })),
    constants: Array.from(source.constants, ([constant, tensor]) => ({
      name: constant,
      shape: [...tensor.shape],
      dtype: tensor.dtype,
    })),
    nodes: source.nodes.map(({ op, name, inputs, outputs, attributes }) => ({
      op,
      name,
      inputs: [...inputs],
      outputs: [...outputs],
      attributes: Object(plainData(attributes)),
    })),
    outputs: [...source.outputs],
  };
  atOnce(parsedSteps(json));
  return json;
}

/** Loads the ops that JSON data of a file name, before anybody knows whether it is sound. */
export async function loadNamedOps(json: unknown): Promise<void> {
  const { nodes } = Object(json);
  if (!Array.isArray(nodes)) return;
  await loadOps(nodes.map((each) => String(Object(each).op)));
}

/**
 * Checks JSON data of a file, each part for itself, with a stop ahead of every node; `loadNamedOps` goes before.
 * @throws ModelFormatError saying which part (`nodes[3].attributes.kernel`), what is there and what belongs there.
 */
export function* parseGraphJson(json: unknown): Generator<void, ParsedGraph> {
  try {
    return yield* parsedSteps(json);
  } catch (error) {
    throw blamed(SECTION, '', error);
  }
}

/** @throws GraphError as parsers do */
function* parsedSteps(json: unknown): Generator<void, ParsedGraph> {
  const { nodes, ...rest } = outline(json, '');
  const parsed: AnyNode[] = [];
  for (const [index, each] of nodes.entries()) {
    yield;
    parsed.push(node(each, `.nodes[${index}]`));
  }
  return { ...rest, nodes: parsed };
}

/**
 * The graph of parsed JSON data, with a stop ahead of every node. `tensors` are those of `parsed.constants`, in their order; none of their numbers is
 * asked for.
 * @throws ModelFormatError naming the node whose inputs do not exist or do not fit, or the constant that differs from
 * what was declared.
 */
export function* buildGraph(
  parsed: ParsedGraph,
  name: string,
  tensors: readonly Tensor[],
): Generator<void, Graph> {
  const { inputs, constants, nodes, outputs } = parsed;
  const builder = new GraphBuilder(name, parsed.axisOrder);
  for (const [index, input] of inputs.entries()) {
    located(SECTION, `inputs[${index}]`, () => builder.input(input.name, input.shape));
  }
  for (const [index, declared] of constants.entries()) {
    located(SECTION, `constants[${index}]`, () =>
      builder.constant(declared.name, checked(declared, tensors[index])),
    );
  }
  for (const [index, each] of nodes.entries()) {
    yield;
    const path = `nodes[${index}]`;
    located(each.name, path, () => addNode(builder, each, path));
  }
  try {
    return builder.build(outputs);
  } catch (error) {
    throw blamed(SECTION, '', error);
  }
}

/** Adds a node; what it computes is held to the limits of what is declared, before anybody makes room for it. */
function addNode(builder: GraphBuilder, node: AnyNode, path: string): void {
  builder.multiOutputNode(node.op, node.name, node.inputs, node.attributes, node.outputs);
  for (const [index, output] of node.outputs.entries()) {
    shape(builder.shapeOf(output), `.${path}.outputs[${index}]`);
  }
}

function checked(declared: ConstantJson, tensor: Tensor | undefined): Tensor {
  const wanted = `${declared.dtype} ${formatShape(declared.shape)}`;
  if (tensor?.dtype === declared.dtype && sameShape(tensor.shape, declared.shape)) return tensor;
  const got = tensor ? `${tensor.dtype} ${formatShape(tensor.shape)}` : 'nothing';
  throw new GraphError(`Constant "${declared.name}" is declared as ${wanted}, but is ${got}.`);
}

/** Attributes as JSON data, copied. */
function plainData(value: unknown): unknown {
  if (typeof value === 'number') return numberToJson(value);
  if (Array.isArray(value)) return value.map(plainData);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainData(part)]));
}

/** Runs a step of reading. @throws what `blamed` makes of its errors */
function located<T>(layer: string, path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw blamed(layer, path, error);
  }
}

/** Where the graph's rules or the schema's are broken, the file is to blame. */
function blamed(layer: string, path: string, error: unknown): unknown {
  if (!(error instanceof GraphError || error instanceof UnsupportedError)) return error;
  const failure = new ModelFormatError(
    `${path && `${path}: `}${error.message} The file is damaged, or a newer version wrote it.`,
    { layer, offset: 0 },
  );
  failure.cause = error;
  return failure;
}
