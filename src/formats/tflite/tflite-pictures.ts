// Whether a network takes pictures, and how, and whether it classifies them: a vector of classes out, with labels and normalisation
// from the file's metadata, its quantisation, or what TensorFlow's networks have in common.
import type { Classifier, Model, Preprocessing } from '../../graph/model';
import type { TfliteMetadata } from './tflite-metadata';
import { reshapeStage, type TfliteNet } from './tflite-net';

/** What a file says of pictures. */
type Pictures = Pick<Model, 'classifier' | 'preprocessing'>;

/** The central part of a picture that TensorFlow's own evaluation of its ImageNet networks takes. */
const CENTRAL = { centralSquare: 0.875 };
/** x / 127.5 − 1: what TensorFlow's networks were trained with, where the file does not say. */
const DEFAULT_NORMALIZATION = { mean: [127.5], std: [127.5] };
/** Classes of ImageNet as TensorFlow counts them: background first. */
const IMAGENET_WITH_BACKGROUND = 1001;
/** Operators whose result are probabilities, and those that only pass them on. */
const PROBABILITY_OPERATORS = ['SOFTMAX', 'LOGISTIC'];
const PASSING_OPERATORS = ['RESHAPE', 'SQUEEZE', 'EXPAND_DIMS', 'QUANTIZE', 'DEQUANTIZE'];

/**
 * How pictures become the only input [n, h, w, 3], where the file says it: by its metadata, or by the quantisation of the input; and
 * the classifier that a network is, or null.
 */
export function picturesOf(net: TfliteNet, metadata: TfliteMetadata): Pictures {
  const [input = -1, ...others] = net.file.inputs;
  const value = net.computedValue(input);
  const [, height = 0, width = 0, channels] = value === null ? [] : net.graph.shapeOf(value);
  const normalization = normalizationOf(net, input, metadata);
  if (others.length > 0 || channels !== 3 || !normalization) return { classifier: null };
  const size = { width, height };
  const { isSaid, ...numbers } = normalization;
  const whole: Preprocessing = {
    ...{ region: 'full', resize: size, crop: size, channelOrder: 'rgb' },
    ...numbers,
  };
  // As TensorFlow's classifiers are evaluated, whose numbers are known, too.
  const classifier = classifierOf(net, metadata, { ...whole, region: CENTRAL });
  if (classifier) return { classifier };
  return isSaid ? { classifier: null, preprocessing: whole } : { classifier: null };
}

/**
 * One picture in, and a vector that labels or a softmax make one of classes; so many numbers as ImageNet has classes are classes,
 * too. Where the output is no probability, adds a softmax; where it has pixels, a reshape to one vector for each image. Labels
 * of another number than there are classes are those of another output: they are left alone, which is warned of.
 */
function classifierOf(
  net: TfliteNet,
  metadata: TfliteMetadata,
  preprocessing: Preprocessing,
): Classifier | null {
  const [output = -1] = net.file.outputs;
  const value = net.computedValue(output);
  const classes = value === null ? null : classCount(net.graph.shapeOf(value));
  if (value === null || !classes) return null;
  const last = producerBehind(net, output);
  const labels = metadata.labels?.length === classes ? metadata.labels : null;
  if (metadata.labels && !labels) {
    console.warn(
      `The file's ${metadata.labels.length} labels are not those of its output "${value}", which has ${classes} numbers.`,
    );
  }
  if (!labels && last !== 'SOFTMAX' && classes !== IMAGENET_WITH_BACKGROUND) return null;
  const background = labels
    ? labels[0]?.toLowerCase() === 'background'
    : classes === IMAGENET_WITH_BACKGROUND;
  return {
    preprocessing,
    probabilities: probabilitiesOf(net, value, classes, PROBABILITY_OPERATORS.includes(last)),
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

function probabilitiesOf(
  net: TfliteNet,
  output: string,
  classes: number,
  isProbability: boolean,
): string {
  let value = output;
  const { graph } = net;
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

/** Of pictures: what is done to each 0…255 channel, and whether the file says it. */
interface Normalization extends Pick<Preprocessing, 'mean' | 'scale'> {
  readonly isSaid: boolean;
}

/** What the input's numbers are, as 0…255 pixels less `mean`, times `scale`; null for numbers that are none of three channels. */
function normalizationOf(
  { file }: TfliteNet,
  input: number,
  metadata: TfliteMetadata,
): Normalization | null {
  const { type, quantization } = file.tensors[input] ?? {};
  const [scale = 1] = quantization?.scales ?? [];
  const [zeroPoint = 0] = quantization?.zeroPoints ?? [];
  // A quantised input takes a picture's bytes as they are; signed ones count from −128.
  if (type === 'UINT8') return { mean: sameForAll(zeroPoint), scale, isSaid: true };
  if (type === 'INT8') return { mean: sameForAll(zeroPoint + 128), scale, isSaid: true };
  const { mean, std } = metadata.normalization ?? DEFAULT_NORMALIZATION;
  if (![1, 3].includes(mean.length) || ![1, 3].includes(std.length)) return null;
  const [r = 0, g = r, b = r] = mean;
  const [first = 1, second = first, third = first] = std;
  const isOneScale = second === first && third === first;
  return {
    mean: [r, g, b],
    scale: isOneScale ? 1 / first : [1 / first, 1 / second, 1 / third],
    isSaid: metadata.normalization !== null,
  };
}

function sameForAll(mean: number): [number, number, number] {
  return [mean, mean, mean];
}
