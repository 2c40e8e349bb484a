// Convolutions, fully-connected layers, biases and normalisations as ONNX nodes.
import { UnsupportedError } from '../../../errors';
import type { Node } from '../../../graph/graph';
import type { Activation } from '../../../ops/elementwise/functions';
import { f32Tensor } from '../../../tensor/tensor';
import { permuted } from '../permute';
import { writeActivated, writeActivation } from './activations';
import { useAcrossChannels } from './binary';
import { CHANNELS_FIRST, type GraphWriter } from './graph-writer';
import { onnxPads } from './windows';

export function writeConv2d(writer: GraphWriter, node: Node<'conv2d'>): void {
  const { activation, prologue, kernel, strides, pads, dilations, groups } = node.attributes;
  const [x = '', w = '', b, scale = '', shift = ''] = node.inputs;
  const input =
    prologue === undefined ? writer.use(x) : writePrologue(writer, node, prologue, scale, shift);
  const inputs = [input, writer.layerWeight(w), ...(b === undefined ? [] : [writer.weight(b)])];
  writeActivated(writer, node, activation, (y) =>
    writer.main(node, 'Conv', inputs, y, {
      kernel_shape: kernel,
      strides,
      pads: onnxPads(pads),
      dilations,
      group: groups,
    }),
  );
}

/** Weights are [c, k / groups, kh, kw] there. Pads behind may be negative for us, so they are more output instead. */
export function writeConvTranspose2d(writer: GraphWriter, node: Node<'conv-transpose2d'>): void {
  const { activation, kernel, strides, dilations, groups, crop, size } = node.attributes;
  const [x = '', w = '', b] = node.inputs;
  const constant = writer.constantOf(w);
  if (!constant) throw new UnsupportedError(`"${node.name}" computes its weights.`);
  const [k = 0, length = 0] = constant.shape;
  const weights = writer.constant(w, `inputs-first-${groups}`, () => {
    const dims = [groups, k / groups, length, ...kernel];
    const numbers = permuted(new Float32Array(constant.data), dims, [0, 2, 1, 3, 4]);
    return f32Tensor([groups * length, k / groups, ...kernel], numbers);
  });
  const [, h = 0, width = 0] = writer.shapeOf(x);
  const rest = [h, width].map((pixels, axis) => {
    const reach =
      (pixels - 1) * (strides[axis] ?? 1) + (dilations[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) + 1;
    return reach - (crop[axis] ?? 0) - (size[axis] ?? 0);
  });
  const bias = b === undefined ? [] : [writer.weight(b)];
  writeActivated(writer, node, activation, (y) =>
    writer.main(node, 'ConvTranspose', [writer.use(x), weights, ...bias], y, {
      kernel_shape: kernel,
      strides,
      dilations,
      group: groups,
      pads: [...crop, ...rest.map((pixels) => Math.max(pixels, 0))],
      output_padding: rest.map((pixels) => Math.max(-pixels, 0)),
    }),
  );
}

/** What the convolution reads: normalised and activated. */
function writePrologue(
  writer: GraphWriter,
  node: Node<'conv2d'>,
  prologue: Activation,
  scale: string,
  shift: string,
): string {
  const name = `${node.name}/prologue`;
  const [x = ''] = node.inputs;
  const normalised = writer.fresh(name);
  writeNormalisation(writer, name, x, scale, shift, (opType, inputs, attributes) =>
    writer.emit(name, opType, inputs, normalised, attributes),
  );
  if (prologue === 'none') return normalised;
  const activated = writer.fresh(`${name}/activation`);
  writeActivation(writer, name, prologue, normalised, activated, (...rest) =>
    writer.emit(`${name}/activation`, ...rest),
  );
  return activated;
}

export function writeBatchNorm(writer: GraphWriter, node: Node<'batch-norm'>): void {
  const [x = '', scale = '', shift = ''] = node.inputs;
  writeActivated(writer, node, node.attributes.activation, (y) =>
    writeNormalisation(writer, node.name, x, scale, shift, (opType, inputs, attributes) =>
      writer.main(node, opType, inputs, y, attributes),
    ),
  );
}

/**
 * scale · x + shift: BatchNormalization of mean 0 and variance 1 where channels are the second axis, as it wants them;
 * elsewhere a product and a sum.
 */
function writeNormalisation(
  writer: GraphWriter,
  name: string,
  x: string,
  scale: string,
  shift: string,
  addLast: (
    opType: string,
    inputs: readonly string[],
    attributes?: { epsilon: { f: number } },
  ) => void,
): void {
  if (writer.channelAxis(x) !== 1) {
    const scaled = writer.step(`${name}/scaled`, 'Mul', [writer.use(x), writer.weight(scale)]);
    addLast('Add', [scaled, writer.weight(shift)]);
    return;
  }
  const channels = writer.shapeOf(x).at(-1) ?? 0;
  const mean = writer.vector(`${name}/mean`, new Float32Array(channels));
  const variance = writer.vector(`${name}/variance`, new Float32Array(channels).fill(1));
  const inputs = [writer.use(x), writer.weight(scale), writer.weight(shift), mean, variance];
  addLast('BatchNormalization', inputs, { epsilon: { f: 0 } });
}

export function writeBiasAdd(writer: GraphWriter, node: Node<'bias-add'>): void {
  const [x = '', bias = ''] = node.inputs;
  const inputs = [writer.use(x), useAcrossChannels(writer, node.name, x, bias)];
  writer.main(node, 'Add', inputs, writer.result(node.outputs[0] ?? ''));
}

export function writeFullyConnected(writer: GraphWriter, node: Node<'fully-connected'>): void {
  const [x = '', , b] = node.inputs;
  const { input, weights } = gemmOperands(writer, node);
  const flat =
    writer.rankOf(x) === 2 ? input : writer.step(`${node.name}/flatten`, 'Flatten', [input]);
  const bias = b === undefined ? [] : [writer.weight(b)];
  writeActivated(writer, node, node.attributes.activation, (y) =>
    writer.main(node, 'Gemm', [flat, weights, ...bias], y, { transB: 1 }),
  );
}

/** Columns of constant weights follow the feature map to channels-first order; for others it goes back to ours. */
function gemmOperands(writer: GraphWriter, node: Node<'fully-connected'>) {
  const [x = '', w = ''] = node.inputs;
  const [, h = 1, width = 1, c = 1] = writer.shapeOf(x);
  const constant = writer.constantOf(w);
  if (!constant || writer.rankOf(x) !== 4) {
    return { input: writer.use(x, 'own'), weights: writer.layerWeight(w) };
  }
  const weights = writer.layerWeight(w, `columns-${c}x${h}x${width}`, () => {
    const [k = 0] = constant.shape;
    const columns = permuted(new Float32Array(constant.data), [k, h, width, c], CHANNELS_FIRST);
    return f32Tensor(constant.shape, columns);
  });
  return { input: writer.use(x), weights };
}

/** Matrices are the last two axes, so that a value of rank 4 is no feature map here. */
export function writeMatmul(writer: GraphWriter, node: Node<'matmul'>): void {
  const inputs = node.inputs.map((name) => writer.use(name, 'own'));
  writer.main(node, 'MatMul', inputs, writer.result(node.outputs[0] ?? '', 'own'));
}
