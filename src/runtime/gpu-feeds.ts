// What the inputs of a run on a device are given.
import { isBuffer } from '../gpu/buffers';
import type { Executor } from '../gpu/executor';
import type { KeptPicture, Picture } from '../image/picture';
import { packNhwc4 } from '../tensor/layout';
import type { Shape } from '../tensor/tensor';
import type { Feeds, Taken } from './backend';

/** Numbers, NHWC4. */
export interface TakenNumbers extends Taken {
  readonly words: Float32Array<ArrayBuffer>;
}

/** A picture that no page changes any more. */
export interface TakenPicture extends Taken {
  readonly kept: KeptPicture;
  /** What users gave. */
  readonly picture: Picture;
}

/** Numbers of an input, NHWC. */
export function takeNumbers(numbers: Float32Array<ArrayBuffer>, shape: Shape): TakenNumbers {
  return { words: packNhwc4(numbers, shape), close: () => undefined };
}

/** The feeds of one run by what becomes of them. */
export interface SortedFeeds {
  readonly numbers: readonly (readonly [name: string, numbers: TakenNumbers])[];
  readonly buffers: readonly (readonly [name: string, buffer: GPUBuffer])[];
  readonly picture: TakenPicture | undefined;
}

/** Tells feeds apart. */
export function sortedFeeds(feeds: Feeds): SortedFeeds {
  const entries = Object.entries(feeds);
  return {
    numbers: entries.filter((feed): feed is [string, TakenNumbers] => 'words' in feed[1]),
    buffers: entries.filter((feed): feed is [string, GPUBuffer] => isBuffer(feed[1])),
    picture: entries.map(([, feed]) => feed).find((feed): feed is TakenPicture => 'kept' in feed),
  };
}

/** Queues numbers for inputs. */
export function writeNumbers(executor: Executor, numbers: SortedFeeds['numbers']): void {
  for (const [name, { words }] of numbers) executor.writeInput(name, words);
}
