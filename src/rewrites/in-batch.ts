// The same graph for several images, whatever passes and lowerings made of it: the constants are the very same ones.
import { UnsupportedError } from '../errors';
import { type AnyNode, type Graph, type Value, valueNamed } from '../graph/graph';
import { verifySteps } from '../graph/verify';
import { inferOutputs } from '../ops/infer-outputs';
import { type Shape, sameShape } from '../tensor/tensor';
import { atOnce } from '../util/at-once';
import { product } from '../util/math';

/** The values of lowered convolutions have the elements of a patch outermost, and the tiles of all images behind. */
const TILES_AXIS = 1;

/**
 * A graph of one image for a batch of `images`. Images lie one behind the other in each value that is computed from them:
 * outermost, or in the tiles of a Winograd convolution.
 * @throws UnsupportedError naming the first node that would mix images; GraphError where shapes do not fit in a batch
 */
export function inBatch(graph: Graph, images: number): Graph {
  return atOnce(inBatchSteps(graph, images));
}

/** `inBatch`, with a stop ahead of each node. */
export function* inBatchSteps(graph: Graph, images: number): Generator<void, Graph> {
  const values = new Map(graph.values);
  const ofImages = new Set<string>();
  const scale = (value: Value, axis: number, user: string) => {
    const { name, shape } = value;
    // A row of channels has no axis for images.
    if (axis === 0 && (shape[0] !== 1 || shape.length < 2)) throw mixing(graph, user);
    ofImages.add(name);
    values.set(name, { ...value, shape: shape.with(axis, (shape[axis] ?? 0) * images) });
  };
  for (const name of graph.inputs) scale(valueNamed(graph, name), 0, name);
  for (const value of storagesOf(graph)) scale(value, 0, value.name);
  const nodes: AnyNode[] = [];
  for (const node of graph.nodes) {
    yield;
    if (!node.inputs.some((name) => ofImages.has(name))) {
      nodes.push(node);
      continue;
    }
    // Rows of a table are no images.
    if (node.op === 'gather' && ofImages.has(node.inputs[0] ?? '')) throw mixing(graph, node.name);
    const isOfTiles = node.op === 'winograd-input' || node.op === 'winograd-multiply';
    for (const name of node.outputs) {
      scale(valueNamed(graph, name), isOfTiles ? TILES_AXIS : 0, node.name);
    }
    const batched = nodeInBatch(graph, node, images);
    const types = inferOutputs(
      batched,
      node.inputs.map((name) => values.get(name) ?? valueNamed(graph, name)),
    );
    const isScaled = types.every(({ shape }, index) =>
      sameShape(shape, values.get(node.outputs[index] ?? '')?.shape ?? []),
    );
    if (!isScaled) throw mixing(graph, node.name);
    nodes.push(batched);
  }
  const many: Graph = { ...graph, nodes, values };
  yield* verifySteps(many);
  return many;
}

/** Values that nothing writes as a whole, but the views in them. */
function storagesOf({ values, nodes, inputs, constants }: Graph): Value[] {
  const made = new Set([
    ...inputs,
    ...constants.keys(),
    ...nodes.flatMap(({ outputs }) => outputs),
  ]);
  return [...values.values()].filter(({ name }) => !made.has(name));
}

/** A node whose attributes say how many images there are says it of all. */
function nodeInBatch(graph: Graph, node: AnyNode, images: number): AnyNode {
  const scaled = (shape: Shape) => shape.with(0, (shape[0] ?? 0) * images);
  switch (node.op) {
    case 'reshape':
      return { ...node, attributes: { shape: scaled(node.attributes.shape) } };
    case 'slice': {
      const { starts, steps, sizes } = node.attributes;
      const attributes = { starts, steps: steps.with(0, 1), sizes: scaled(sizes) };
      return { ...node, attributes };
    }
    case 'as-strided': {
      // Each image is read as the one was, in a walk around all others.
      const { shape, offset, sizes, strides } = node.attributes;
      const image = product(valueNamed(graph, node.inputs[0] ?? '').shape);
      return {
        ...node,
        attributes: {
          ...{ shape: scaled(shape), offset },
          sizes: [images, ...sizes],
          strides: [image, ...strides],
        },
      };
    }
    case 'winograd-multiply': {
      const pixels = node.attributes.pixels * images;
      return { ...node, attributes: { ...node.attributes, pixels } };
    }
    case 'winograd-output': {
      const [n, height, width] = node.attributes.size;
      return { ...node, attributes: { ...node.attributes, size: [n * images, height, width] } };
    }
    default:
      return node;
  }
}

function mixing({ name }: Graph, node: string): UnsupportedError {
  return new UnsupportedError(
    `"${name}" is made for one image: "${node}" would mix those of a batch.`,
  );
}
