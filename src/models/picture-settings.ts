// How a picture becomes the input, in the words of model cards.
import type { Preprocessing } from '../graph/model';

type Channels = readonly [number, number, number];

/**
 * How a picture becomes the input: each 0…255 channel x becomes (x · rescale − mean) / std, as `image_mean`, `image_std` and
 * `rescale_factor` of model cards say it. What is left out is as it was, or as PyTorch's ImageNet networks have it.
 */
export interface PictureSettings extends Partial<Omit<Preprocessing, 'mean' | 'scale'>> {
  /** Of each channel in the network's order, after the rescaling. */
  readonly mean?: readonly [number, number, number];
  /** Of each channel in the network's order, after the rescaling. */
  readonly std?: readonly [number, number, number];
  /** 1/255 by default. */
  readonly rescale?: number;
}

/** The settings over those that there were. A mean or a deviation alone leaves the other as it was. */
export function withPictureSettings(
  before: Preprocessing,
  settings: Preprocessing | PictureSettings,
): Preprocessing {
  if ('scale' in settings) return settings;
  const { mean, std, rescale = 1 / 255, ...rest } = settings;
  return {
    ...before,
    ...rest,
    ...(mean ? { mean: perChannel(mean, (value) => value / rescale) } : {}),
    ...(std ? { scale: perChannel(std, (value) => rescale / value) } : {}),
  };
}

function perChannel([a, b, c]: Channels, change: (value: number) => number): Channels {
  return [change(a), change(b), change(c)];
}
