// The networks that are trained here, as functions of the project's own architectures, and how they see pictures.
import type { Model, Preprocessing } from '../../src/graph/model';
import { alexnet } from '../../src/models/alexnet';
import { densenet } from '../../src/models/densenet';
import {
  type MobileNetV1Block,
  type MobileNetV1Options,
  mobilenetV1,
} from '../../src/models/mobilenet-v1';
import { squeezenet } from '../../src/models/squeezenet';
import type { WeightProvider } from '../../src/models/weights';

/** What is on the pictures of Fashion-MNIST (Xiao et al. 2017, arXiv:1708.07747), in the order of its classes. */
export const FASHION_LABELS = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
] as const;

/** Share of the weights that a pruned layer keeps, by kind of layer. */
export interface Density {
  readonly convolution: number;
  readonly fullyConnected: number;
}

/** A network of the recipe. */
export interface TrainedNetwork {
  /** Names its files. */
  readonly id: string;
  /** Shares of the weights that pruning leaves. */
  readonly density: Density;
  /** Bits of a code, by the constant's name; `*` stands for all others. */
  readonly bits: Readonly<Record<string, number>>;
  readonly build: (weights?: WeightProvider) => Model;
}

/** Height and width of a picture of the data set, pixels. */
const SIDE = 28;

/** Bits of a code: 63 values of a weight, and one code for fillers. */
const BITS = 6;

const CLASSES = FASHION_LABELS.length;

/** MobileNet's first halves and widths (arXiv:1704.04861, table 1), down to 7×7 pixels, which is where 28 get by two halvings. */
const MOBILENET_BLOCKS: readonly MobileNetV1Block[] = [
  { channels: 64, stride: 1 },
  { channels: 128, stride: 2 },
  { channels: 128, stride: 1 },
  { channels: 256, stride: 2 },
  { channels: 256, stride: 1 },
];

/** Fire modules of the small SqueezeNet. */
const FIRES = ['fire2', 'fire3', 'fire4', 'fire5', 'fire6'];

export const TRAINED_NETWORKS: readonly TrainedNetwork[] = [
  network(
    'squeezenet',
    0.6,
    SIDE,
    (weights) =>
      squeezenet({
        version: '1.1',
        inputSize: SIDE,
        classes: CLASSES,
        conv1: { channels: 32, kernel: 3, stride: 1 },
        fires: FIRES.length,
        baseExpand: 64,
        expandIncrement: 64,
        squeezeRatio: 0.25,
        poolAfter: ['conv1', 'fire3'],
        ...weights,
      }),
    // Half of the weights are 3×3, and can do with half as many values.
    { ...Object.fromEntries(FIRES.map((fire) => [`${fire}/expand3x3.w`, 5])), '*': BITS },
  ),
  ...[1, 0.5, 0.25].flatMap((alpha) =>
    [28, 20, 16].map((side) =>
      network(`mobilenet-${alpha}-${side}`, 0.5, side, mobilenet({ alpha, rho: side })),
    ),
  ),
  network('densenet', 0.5, SIDE, (weights) =>
    densenet({
      depth: 40,
      blocks: [3, 3, 3],
      inputSize: SIDE,
      classes: CLASSES,
      ...weights,
    }),
  ),
  // As Han et al. prune theirs (table 4): far more of the fully connected layers, where most weights are.
  network('alexnet', { convolution: 0.4, fullyConnected: 0.1 }, SIDE, (weights) =>
    alexnet({
      stem: 'cifar',
      inputSize: SIDE,
      classes: CLASSES,
      width: 0.25,
      hidden: 1536,
      ...weights,
    }),
  ),
];

/** The MobileNet of full 3×3 convolutions, to be timed only: it is not trained. */
export const FULL_MOBILENET = network(
  'mobilenet-1-28-full',
  1,
  SIDE,
  mobilenet({ alpha: 1, rho: SIDE, separable: false }),
);

function mobilenet(
  options: MobileNetV1Options,
): (weights: { weights?: WeightProvider }) => ReturnType<typeof mobilenetV1> {
  return (weights) =>
    mobilenetV1({
      classes: CLASSES,
      stemStride: 1,
      blocks: MOBILENET_BLOCKS,
      ...options,
      ...weights,
    });
}

function network(
  id: string,
  density: number | Density,
  side: number,
  build: (weights: { weights?: WeightProvider }) => Model,
  bits: TrainedNetwork['bits'] = { '*': BITS },
): TrainedNetwork {
  return {
    id,
    density:
      typeof density === 'number' ? { convolution: density, fullyConnected: density } : density,
    bits,
    build: (weights) => {
      const { graph, classifier } = build(weights ? { weights } : {});
      const named = { ...graph, name: `fashion-${id}` };
      return {
        name: named.name,
        graph: named,
        classifier: classifier && {
          ...classifier,
          preprocessing: preprocessing(side),
          labels: FASHION_LABELS,
        },
      };
    },
  };
}

/** All of the picture, grey as three equal channels, less the mean of the training pictures, over their deviation. */
function preprocessing(side: number): Preprocessing {
  return {
    region: 'full',
    resize: { width: side, height: side },
    crop: { width: side, height: side },
    channelOrder: 'rgb',
    mean: [73, 73, 73],
    scale: 1 / 90,
  };
}
