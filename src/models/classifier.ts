// What the classifiers share beside their layers: options, how they see pictures, and what they say about themselves.
import type { Classifier, Preprocessing } from '../graph/model';
import type { WeightProvider } from './weights';

/** Options of every classifier. */
export interface ClassifierOptions {
  /** Height and width of the input, pixels. */
  readonly inputSize?: number;
  readonly classes?: number;
  /** Images in a batch. */
  readonly batch?: number;
  /** Weights by name; seeded random numbers where it is not given. */
  readonly weights?: WeightProvider;
}

/** The value of a classifier's probabilities. */
export const PROBABILITIES = 'prob';

/** What a classifier that `LayerBuilder` closed says about itself: ImageNet's names where it has as many classes. */
export function classifierOf(preprocessing: Preprocessing, classes: number): Classifier {
  const labels = classes === 1000 ? 'imagenet-1000' : null;
  return { preprocessing, probabilities: PROBABILITIES, labels, background: false };
}

/**
 * How Caffe's ImageNet models see pictures: squeezed to 256×256, the centre of `nativeSize` cut out, BGR minus the
 * mean of ImageNet. Another input size sees the same part of the picture, in more or fewer pixels.
 */
export function caffePreprocessing(inputSize: number, nativeSize: number): Preprocessing {
  const side = Math.round((256 * inputSize) / nativeSize);
  return {
    region: 'full',
    resize: { width: side, height: side },
    crop: { width: inputSize, height: inputSize },
    channelOrder: 'bgr',
    mean: [104, 117, 123],
    scale: 1,
  };
}

/**
 * How PyTorch's ImageNet models see pictures: the central 87.5 % square (224 of 256 pixels), RGB from 0 to 1 less
 * ImageNet's mean, over its standard deviation, channel by channel.
 */
export function imagenetPreprocessing(inputSize: number): Preprocessing {
  const mean = [0.485, 0.456, 0.406] as const;
  const deviation = [0.229, 0.224, 0.225] as const;
  return { ...standardised(inputSize, mean, deviation), region: { centralSquare: 0.875 } };
}

/** How networks for CIFAR see its pictures: all of them, standardised by the mean and deviation of CIFAR-10. */
export function cifarPreprocessing(inputSize: number): Preprocessing {
  return standardised(inputSize, [0.4914, 0.4822, 0.4465], [0.247, 0.2435, 0.2616]);
}

type Channels = readonly [number, number, number];

/** (x / 255 − mean) / deviation, as 0…255 less a mean, times a scale. */
function standardised(side: number, mean: Channels, deviation: Channels): Preprocessing {
  return {
    region: 'full',
    resize: { width: side, height: side },
    crop: { width: side, height: side },
    channelOrder: 'rgb',
    mean: [255 * mean[0], 255 * mean[1], 255 * mean[2]],
    scale: [1 / (255 * deviation[0]), 1 / (255 * deviation[1]), 1 / (255 * deviation[2])],
  };
}
