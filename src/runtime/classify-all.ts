// Many pictures by one call: while one is computed, others are decoded and uploaded. Loaded only when it is asked for.
import { ImageError, type KindlingError, LimitError } from '../errors';
import type { Picture } from '../image/picture';
import { concurrencyFor, mostBatchOf } from '../util/batch-concurrency';
import { type Items, inOrder } from '../util/in-order';
import type { CallOptions } from './call';
import type { Classification, PictureModel } from './classification';
import { type BatchOptions, checkBatch, PictureBatches } from './picture-batches';

/** How many pictures are classified. */
export interface ClassifyAllOptions extends CallOptions, Partial<BatchOptions> {
  /** How many answers a picture gets, as for `classify`. */
  readonly topK?: number;
  /**
   * How many pictures are on the way at once, from 1: decoded, waiting, or computed. By default 8, or two batches where those are
   * more. A batch that is found by 'auto' is of half as many at most.
   */
  readonly concurrency?: number;
}

/** What became of one picture. */
export type PictureResult = ClassifiedPicture | FailedPicture;

/** A picture with its answers. */
export interface ClassifiedPicture {
  /** The very one that was given: to be closed, where it is a bitmap or a frame. */
  readonly picture: Picture;
  readonly top: readonly Classification[];
  /** From when it was taken to its answer, ms, others' turns included. */
  readonly durationMs: number;
  readonly error: null;
}

/** A picture that cannot be classified; others can. */
export interface FailedPicture {
  readonly picture: Picture;
  readonly top: null;
  readonly error: KindlingError;
}

/** Answers in the order of the pictures. @throws RangeError; what is no fault of a picture; the signal's reason */
export async function* classifyAll(
  model: PictureModel,
  pictures: Items<Picture>,
  { signal, topK, batch = 1, onBatch, ...options }: ClassifyAllOptions = {},
): AsyncGenerator<PictureResult, void, undefined> {
  checkBatch(batch);
  const { concurrency = concurrencyFor(batch) } = options;
  const { mostBatch = mostBatchOf(concurrency) } = options;
  if (!(Number.isInteger(concurrency) && concurrency > 0)) {
    throw new RangeError(`concurrency is a whole number from 1; got ${concurrency}.`);
  }
  const batches = new PictureBatches(model, { batch, mostBatch, ...(onBatch && { onBatch }) });
  // What has begun is given up when nobody asks for answers any more.
  const ending = new AbortController();
  const abort = () => ending.abort(signal?.reason);
  signal?.addEventListener('abort', abort);
  const work = async (picture: Picture): Promise<PictureResult> => {
    const start = performance.now();
    try {
      const top = await batches.classify(picture, {
        signal: ending.signal,
        ...(topK !== undefined && { topK }),
      });
      return { picture, top, durationMs: performance.now() - start, error: null };
    } catch (error) {
      if (!(error instanceof ImageError || error instanceof LimitError)) throw error;
      return { picture, top: null, error };
    }
  };
  try {
    yield* inOrder(pictures, work, { atOnce: concurrency, signal });
  } finally {
    signal?.removeEventListener('abort', abort);
    ending.abort(new DOMException('Nobody asks for further answers.', 'AbortError'));
    batches.close();
  }
}
