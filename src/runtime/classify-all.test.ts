// Many pictures by one call, on the CPU backend.
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ImageError } from '../errors';
import type { PlainPixels } from '../image/plain-pixels';
import { asClassifier } from '../models/as-classifier';
import { squeezenet } from '../models/index';
import { seededRandom } from '../util/random';
import type { PictureResult } from './classify-all';
import type { LoadedModel } from './loaded-model';
import type { Runtime } from './runtime';
import { createRuntime } from './start-runtime';

let runtime: Runtime;
let model: LoadedModel;

beforeEach(async () => {
  runtime = await createRuntime({ backend: 'cpu' });
  model = await runtime.load(asClassifier(squeezenet({ classes: 7, inputSize: 39 })));
});
afterEach(() => runtime.dispose());

function noise(seed: number): PlainPixels {
  const random = seededRandom(seed);
  return { width: 20, height: 16, data: Uint8Array.from({ length: 960 }, () => 256 * random()) };
}

const PICTURES = Array.from({ length: 12 }, (_, seed) => noise(seed));

async function all(results: AsyncIterable<PictureResult>): Promise<PictureResult[]> {
  const list: PictureResult[] = [];
  for await (const result of results) list.push(result);
  return list;
}

async function* coming<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    yield item;
  }
}

describe('classifyAll', () => {
  it('answers as one by one, in order, whatever is on the way at once', async () => {
    const alone = [];
    for (const picture of PICTURES) alone.push(await model.classify(picture, { topK: 3 }));
    for (const concurrency of [1, 3, 10]) {
      const results = await all(model.classifyAll(PICTURES, { topK: 3, concurrency }));
      expect(results.map(({ top }) => top)).toEqual(alone);
      expect(results.map(({ picture }) => picture)).toEqual(PICTURES);
    }
    const results = await all(model.classifyAll(coming(PICTURES), { topK: 3 }));
    expect(results.map(({ top }) => top)).toEqual(alone);
  });

  it('computes one by one what is to be computed in batches, since a CPU gains nothing', async () => {
    const alone = await all(model.classifyAll(PICTURES));
    for (const batch of [4, 'auto'] as const) {
      const sizes: number[] = [];
      const onBatch = (found: { batch: number }) => sizes.push(found.batch);
      const results = await all(model.classifyAll(PICTURES, { batch, onBatch }));
      expect(results.map(({ top }) => top)).toEqual(alone.map(({ top }) => top));
      // Twelve pictures may be too few to find anything out.
      expect(sizes).toEqual(batch === 4 || sizes.length > 0 ? [1] : []);
    }
  });

  it('gives files that it cannot decode as errors, and goes on', async () => {
    const create = { width: 8, height: 8, channels: 3, background: '#a40' } as const;
    const good = new Blob([Uint8Array.from(await sharp({ create }).png().toBuffer())]);
    const bad = new Blob(['no picture']);
    const results = await all(model.classifyAll([good, bad, good]));
    expect(results[1]).toMatchObject({ picture: bad, top: null, error: { code: 'image' } });
    expect(results[1]?.error).toBeInstanceOf(ImageError);
    expect(results[0]).toMatchObject({ error: null, durationMs: expect.any(Number) });
    expect(results[2]?.top).toEqual(results[0]?.top);
  });

  it('throws what is no fault of a picture', async () => {
    await expect(all(model.classifyAll(PICTURES, { topK: 8 }))).rejects.toThrow(/topK/);
    await expect(all(model.classifyAll(PICTURES, { concurrency: 0 }))).rejects.toThrow(RangeError);
    for (const batch of [0, 1.5]) {
      await expect(all(model.classifyAll(PICTURES, { batch }))).rejects.toThrow(/batch is a whole/);
    }
    async function* failing() {
      yield noise(1);
      throw new Error('the list ended badly');
    }
    await expect(all(model.classifyAll(failing()))).rejects.toThrow('the list ended badly');
  });

  it('ends with the reason of its signal', async () => {
    const ending = new AbortController();
    const seen: PictureResult[] = [];
    const reading = (async () => {
      for await (const result of model.classifyAll(PICTURES, { signal: ending.signal })) {
        seen.push(result);
        if (seen.length === 2) ending.abort(new Error('enough'));
      }
    })();
    await expect(reading).rejects.toThrow('enough');
    expect(seen).toHaveLength(2);
    await expect(all(model.classifyAll([], { signal: ending.signal }))).rejects.toThrow('enough');
  });

  it('ends when the model is disposed', async () => {
    async function* endless() {
      for (let seed = 0; ; seed++) yield noise(seed);
    }
    const reading = (async () => {
      let seen = 0;
      for await (const _ of model.classifyAll(endless())) if (++seen === 2) model.dispose();
    })();
    await expect(reading).rejects.toThrow(/was disposed/);
  });

  it('leaves Node nothing to warn of, however many pictures wait for one signal', async () => {
    const warnings: string[] = [];
    const note = ({ message }: Error) => void warnings.push(message);
    process.on('warning', note);
    const { signal } = new AbortController();
    await Promise.all(PICTURES.map((picture) => model.classify(picture, { signal })));
    await all(model.classifyAll(PICTURES, { concurrency: 12, signal }));
    // Node tells of them in a turn of its own.
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('takes no more pictures once nobody asks', async () => {
    let taken = 0;
    function* counted() {
      for (const picture of PICTURES) {
        taken++;
        yield picture;
      }
    }
    for await (const _ of model.classifyAll(counted(), { concurrency: 2 })) break;
    expect(taken).toBeLessThanOrEqual(4);
    await expect(model.classify(noise(1))).resolves.toHaveLength(5);
  });
});
