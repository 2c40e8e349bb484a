// Whether a network classifies pictures, and how: one picture in, a vector of classes out, with labels and
// normalisation from the file's metadata, its quantisation, or what TensorFlow's networks have in common.
import { ModelFormatError } from '../../errors';
import type { Classifier, Preprocessing } from '../../graph/model';
import type { TfliteMetadata } from './tflite-metadata';
import { reshapeStage, type TfliteNet } from './tflite-net';

/** The central part of a picture that TensorFlow's own evaluation of its ImageNet networks takes. */
const CENTRAL_SQUARE = 0.875;
/** x / 127.5 − 1: what TensorFlow's networks were trained with, where the file does not say. */
const DEFAULT_NORMALIZATION = { mean: [127.5], std: [127.5] };
/** Classes of ImageNet as TensorFlow counts them: background first. */
const IMAGENET_WITH_BACKGROUND = 1001;
/** Operators whose result are probabilities, and those that only pass them on. */
const PROBABILITY_OPERATORS = ['SOFTMAX', 'LOGISTIC'];
const PASSING_OPERATORS = ['RESHAPE', 'SQUEEZE', 'EXPAND_DIMS', 'QUANTIZE', 'DEQUANTIZE'];

/**
 * The classifier that a network is, or null. Where its output is no probability, adds a softmax; where it has pixels,
 * a reshape to one vector for each image.
 * @throws ModelFormatError when the labels are not as many as the classes.
 */
export function classifierOf(net: TfliteNet, metadata: TfliteMetadata): Classifier | null {
  const [input = -1, ...others] = net.file.inputs;
  const [output = -1] = net.file.outputs;
  const [, height = 0, width = 0, channels] = net.graph.shapeOf(net.valueOf(input));
  const classes = classCount(net.graph.shapeOf(net.valueOf(output)));
  const normalization = normalizationOf(net, input, metadata);
  if (others.length > 0 || channels !== 3 || !classes || !normalization) return null;
  const { labels } = metadata;
  if (labels && labels.length !== classes) {
    throw new ModelFormatError(
      `The file has ${labels.length} labels for the ${classes} classes of its output "${net.valueOf(output)}".`,
      { layer: null, offset: net.file.tensors[output]?.offset ?? 0 },
    );
  }
  const background = labels
    ? labels[0]?.toLowerCase() === 'background'
    : classes === IMAGENET_WITH_BACKGROUND;
  const preprocessing: Preprocessing = {
    region: { centralSquare: CENTRAL_SQUARE },
    resize: { width, height },
    crop: { width, height },
    channelOrder: 'rgb',
    ...normalization,
  };
  return {
    preprocessing,
    probabilities: probabilitiesOf(net, output, classes),
    labels: labels ? labels.slice(background ? 1 : 0) : background ? 'imagenet-1000' : null,
    background,
  };
}

/** Classes of [n, c] or [n, 1, 1, c]; null for other shapes, and for fewer than two. */
function classCount(shape: readonly number[]): number | null {
  const classes = shape.at(-1) ?? 0;
  const pixels = shape.slice(1, -1);
  const isVector = shape.length === 2 || (shape.length === 4 && pixels.every((size) => size === 1));
  return isVector && classes > 1 ? classes : null;
}

function probabilitiesOf(net: TfliteNet, output: number, classes: number): string {
  let value = net.valueOf(output);
  const { graph } = net;
  const isProbability = PROBABILITY_OPERATORS.includes(producerBehind(net, output));
  if (graph.shapeOf(value).length !== 2) {
    const name = net.freshName(isProbability ? 'probabilities' : 'logits');
    value = reshapeStage(net, [graph.shapeOf(value)[0] ?? 1, classes]).add(name, value);
  }
  if (isProbability) return value;
  return graph.node('softmax', net.freshName('probabilities'), [value], {});
}

/** The operator that computed what a tensor holds, before others passed it on. */
function producerBehind({ file }: TfliteNet, output: number): string {
  let index = output;
  // Operators stand in execution order, so one walk backwards meets them all.
  for (const { op, outputs, inputs } of file.operators.toReversed()) {
    if (!outputs.includes(index)) continue;
    if (!PASSING_OPERATORS.includes(op)) return op;
    index = inputs[0] ?? -1;
  }
  return '';
}

/** What the input's numbers are, as 0…255 pixels less `mean`, times `scale`; null where channels differ in scale. */
function normalizationOf(
  { file }: TfliteNet,
  input: number,
  metadata: TfliteMetadata,
): Pick<Preprocessing, 'mean' | 'scale'> | null {
  const { type, quantization } = file.tensors[input] ?? {};
  const [scale = 0] = quantization?.scales ?? [];
  const [zeroPoint = 0] = quantization?.zeroPoints ?? [];
  // A quantised input takes a picture's bytes as they are; signed ones count from −128.
  if (type === 'UINT8') return { mean: sameForAll(zeroPoint), scale };
  if (type === 'INT8') return { mean: sameForAll(zeroPoint + 128), scale };
  const { mean, std } = metadata.normalization ?? DEFAULT_NORMALIZATION;
  const [r = 0, g = r, b = r] = mean;
  const [deviation = 1] = std;
  const isOneScale = std.every((value) => value === deviation);
  const isKnown = [1, 3].includes(mean.length) && [1, 3].includes(std.length);
  return isKnown && isOneScale ? { mean: [r, g, b], scale: 1 / deviation } : null;
}

function sameForAll(mean: number): [number, number, number] {
  return [mean, mean, mean];
}
