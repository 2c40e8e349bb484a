// Trials that end in the middle: devices that are lost, and calls that are aborted, at seeded moments. Each tells what became
// of its promises, and what the next run gives.

import {
  createRuntime,
  type LoadedModel,
  type LoadOptions,
  type Model,
  type Runtime,
} from '../../src/index';
import { squeezenet } from '../../src/models/index';
import { compare, trace } from '../../src/tools/index';
import { seededRandom } from '../../src/util/random';
import { atCall, newestDevice, watchCalls } from './at-call';

/** What is under way when the fault comes. */
export type Activity = 'load' | 'tune' | 'run' | 'classify' | 'stream' | 'trace' | 'compare';

/** One fault, and what came of it. */
export interface Trial {
  readonly activity: Activity;
  /** Before which call of WebGPU the fault came, and of how many there are without one. */
  readonly call: number;
  readonly of: number;
  /** What each promise became: 'right', 'wrong', or the name of the error. */
  readonly outcomes: readonly string[];
  /** What the next run gave: of the same model, or, where its device is gone, of a new one. */
  readonly next: string;
  /** Buffers and textures that were left behind. */
  readonly left: number;
}

const SIDE = 32;
const TUNE_CALLS = 150;

/** Few layers, so that hundreds of loads fit into a test. */
const network = (): Model =>
  squeezenet({ inputSize: SIDE, classes: 10, fires: 1, conv10Padding: 0, baseExpand: 16 });

const tensor = Float32Array.from({ length: 3 * SIDE * SIDE }, (_, i) => 50 * Math.sin(i));
const picture = new ImageData(
  Uint8ClampedArray.from({ length: 4 * 40 * 30 }, (_, i) => (i % 4 === 3 ? 255 : (i * 37) % 256)),
  40,
);

/** Right answers, from a device that nothing happens to. */
interface Answers {
  readonly logits: readonly number[];
  readonly top: string;
}

interface Bench {
  readonly runtime: Runtime;
  readonly model: LoadedModel;
}

/** Ways to be busy. Each gives whether its answers are right; 'load' and 'tune' load another model, run it and dispose it. */
const ACTIVITIES: Readonly<
  Record<Activity, (bench: Bench, right: Answers, signal?: AbortSignal) => Promise<boolean>[]>
> = {
  load: ({ runtime }, right, signal) => [loads(runtime, right, {}, signal)],
  tune: ({ runtime }, right, signal) => [tunes(runtime, right, signal)],
  run: ({ model }, right, signal) => [runs(model, right, signal), runs(model, right, signal)],
  classify: ({ model }, right, signal) => [
    classifies(model, right, signal),
    classifies(model, right, signal),
  ],
  stream: ({ model }, right, signal) => [streams(model, right, signal)],
  trace: ({ model }, right, signal) => [traces(model, right, signal)],
  compare: ({ model }, _, signal) => [compares(model, signal)],
};

async function loads(
  runtime: Runtime,
  right: Answers,
  options: LoadOptions,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const given = signal ? { signal } : {};
  const loaded = await runtime.load(network(), { ...options, ...given });
  try {
    return await runs(loaded, right, signal);
  } finally {
    loaded.dispose();
  }
}

/** Measures anew, as far as it comes in half a second. */
async function tunes(runtime: Runtime, right: Answers, signal?: AbortSignal): Promise<boolean> {
  await forgetTuning();
  signal?.throwIfAborted();
  return loads(runtime, right, { tune: 'full', tuneBudgetMs: 500 }, signal);
}

async function runs(model: LoadedModel, right: Answers, signal?: AbortSignal): Promise<boolean> {
  const { logits } = await model.run({ data: tensor }, signal ? { signal } : {});
  return areClose([...(logits?.data ?? [])], right.logits);
}

async function classifies(model: LoadedModel, right: Answers, signal?: AbortSignal) {
  return named(await model.classify(picture, signal ? { signal } : {})) === right.top;
}

/** The frames of a stream that does not end by itself before the fourth. */
async function streams(model: LoadedModel, right: Answers, signal?: AbortSignal): Promise<boolean> {
  const bitmap = await createImageBitmap(picture);
  const frames = new ReadableStream<VideoFrame>(
    {
      pull: (controller) => {
        controller.enqueue(new VideoFrame(bitmap, { timestamp: 0 }));
        return new Promise((resolve) => setTimeout(resolve, 2));
      },
    },
    { highWaterMark: 0 },
  );
  let seen = 0;
  for await (const { top } of model.stream(frames, signal ? { signal } : {})) {
    if (named(top) !== right.top) return false;
    if (++seen === 4) break;
  }
  signal?.throwIfAborted();
  return true;
}

async function traces(model: LoadedModel, right: Answers, signal?: AbortSignal): Promise<boolean> {
  const traced = await trace(model, { data: tensor }, signal ? { signal } : {});
  try {
    const { data } = await traced.value('logits');
    return areClose([...data], right.logits);
  } finally {
    traced.dispose();
  }
}

async function compares(model: LoadedModel, signal?: AbortSignal): Promise<boolean> {
  const given = signal ? { signal } : {};
  const { firstOverBound } = await compare(model, {}, { runs: 1, ...given });
  return firstOverBound === null;
}

/** Loses the device while something goes on; what is lost is rejected, or done again. */
export async function tryLosses(
  mode: 'reject' | 'replay',
  activities: readonly Activity[],
  count: number,
  seed: number,
): Promise<Trial[]> {
  watchCalls();
  const random = seededRandom(seed);
  const right = await rightAnswers();
  const trials: Trial[] = [];
  const lengths = new Map<Activity, number>();
  for (let index = 0; index < count; index++) {
    const activity = activities[index % activities.length] ?? 'run';
    const of =
      lengths.get(activity) ?? (await withBench(mode, (bench) => length(bench, activity, right)));
    lengths.set(activity, of);
    const call = 1 + Math.floor(random() * of);
    trials.push(await lose(mode, activity, { call, of }, right));
  }
  if (mode === 'replay') return trials;
  // The model that a trial begins with is also the one that is loaded after the loss before.
  const last = await withBench(mode, ({ model }) => nameOf(runs(model, right)));
  const first = trials.map(({ next }) => next);
  return trials.map((trial, index) => ({ ...trial, next: first[index + 1] ?? last }));
}

/** One loss. `next` is of the model after it in 'replay', of the model before it in 'reject'. */
async function lose(
  mode: 'reject' | 'replay',
  activity: Activity,
  at: { readonly call: number; readonly of: number },
  right: Answers,
): Promise<Trial> {
  const before = liveObjects();
  const { outcomes, next } = await withBench(mode, async (bench) => {
    const fresh = mode === 'reject' ? await nameOf(runs(bench.model, right)) : null;
    const outcomes = await outcomesOf(
      at.call,
      () => newestDevice().destroy(),
      () => ACTIVITIES[activity](bench, right),
    );
    return { outcomes, next: fresh ?? (await nameOf(runs(bench.model, right))) };
  });
  await settled(before);
  return { activity, ...at, outcomes, next, left: liveObjects() - before };
}

/** Aborts while something goes on. One runtime and one model see all of it. */
export async function tryAborts(
  activities: readonly Activity[],
  count: number,
  seed: number,
): Promise<Trial[]> {
  watchCalls();
  const random = seededRandom(seed);
  const right = await rightAnswers();
  const lengths = new Map<Activity, number>();
  return withBench('reject', async (bench) => {
    const trials: Trial[] = [];
    // As many staging buffers as there can be runs under way: later ones need no other.
    await Promise.all(Array.from({ length: 5 }, () => runs(bench.model, right)));
    for (let index = 0; index < count; index++) {
      const activity = activities[index % activities.length] ?? 'run';
      const of = lengths.get(activity) ?? (await length(bench, activity, right));
      lengths.set(activity, of);
      const call = 1 + Math.floor(random() * of);
      trials.push(await abort(bench, activity, { call, of }, right));
    }
    return trials;
  });
}

async function abort(
  bench: Bench,
  activity: Activity,
  at: { readonly call: number; readonly of: number },
  right: Answers,
): Promise<Trial> {
  const before = liveObjects();
  const controller = new AbortController();
  const reason = new DOMException(`Enough of ${activity}.`, 'AbortError');
  const outcomes = await outcomesOf(
    at.call,
    () => controller.abort(reason),
    () => ACTIVITIES[activity](bench, right, controller.signal),
  );
  // What was submitted comes back to the pool behind the answer of the next run.
  const next = await nameOf(runs(bench.model, right));
  await settled(before);
  return { activity, ...at, outcomes, next, left: liveObjects() - before };
}

/** How many calls of WebGPU an activity takes, when it was done once before. */
async function length(bench: Bench, activity: Activity, right: Answers): Promise<number> {
  // A whole tuning takes thousands, and as many seconds on a slow machine; among these several variants are measured.
  if (activity === 'tune') return TUNE_CALLS;
  const once = () => Promise.all(ACTIVITIES[activity](bench, right));
  await once();
  return atCall(0, () => undefined, once);
}

async function outcomesOf(
  call: number,
  act: () => void,
  work: () => Promise<boolean>[],
): Promise<string[]> {
  let outcomes: string[] = [];
  await atCall(call, act, async () => {
    outcomes = await Promise.all(work().map(nameOf));
  });
  return outcomes;
}

/** Empties the store of measurements, if there is one yet. */
async function forgetTuning(): Promise<void> {
  const databases = await indexedDB.databases();
  if (!databases.some(({ name }) => name === 'kindling')) return;
  await new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open('kindling');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const clearing = database.transaction('tuning', 'readwrite');
      clearing.objectStore('tuning').clear();
      clearing.oncomplete = () => {
        database.close();
        resolve();
      };
      clearing.onerror = () => reject(clearing.error);
    };
  });
}

async function nameOf(result: Promise<boolean>): Promise<string> {
  try {
    return (await result) ? 'right' : 'wrong';
  } catch (error) {
    return error instanceof Error || error instanceof DOMException ? error.name : String(error);
  }
}

async function withBench<T>(
  onDeviceLost: 'reject' | 'replay',
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const runtime = await createRuntime({ onDeviceLost });
  try {
    return await work({ runtime, model: await runtime.load(network()) });
  } finally {
    runtime.dispose();
  }
}

function rightAnswers(): Promise<Answers> {
  return withBench('reject', async ({ model }) => {
    const { logits } = await model.run({ data: tensor });
    return { logits: [...(logits?.data ?? [])], top: named(await model.classify(picture)) };
  });
}

function named(top: readonly { readonly index: number }[]): string {
  return top.map(({ index }) => index).join();
}

/** Tuned kernels sum in another order: a few roundings of the largest. */
function areClose(values: readonly number[], expected: readonly number[]): boolean {
  const bound = 1e-5 * Math.max(...expected.map(Math.abs));
  return (
    values.length === expected.length &&
    values.every((value, index) => Math.abs(value - (expected[index] ?? Number.NaN)) <= bound)
  );
}

function liveObjects(): number {
  return globalThis.gpuMemory.liveBuffers + globalThis.gpuMemory.liveTextures;
}

/** Gives work that nobody waits for its time to end, as long as there is some: 200 tasks at most. */
async function settled(before: number): Promise<void> {
  for (let task = 0; task < 200 && liveObjects() > before; task++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
