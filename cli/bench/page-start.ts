// What a fresh page does: loads a runtime and a model, and answers. Sent there as source text like page-session.ts, so
// nothing from this module but types.

import type { Contest, PeerName } from '../../bench/contenders/contender';
import type { RuntimeOptions } from '../../src/index';
import type { Library } from '../package-root';
import type { FirstAnswer, InputFile, PageGlobals } from '../page-session';

/** What a fresh page is to compute, as data; files by their URLs. */
export interface PageStart {
  /** The library's built file. */
  readonly library: string;
  readonly model: string;
  /** The folder whose files may hold weights of it. */
  readonly beside: string | null;
  readonly name: string;
  readonly inputs: readonly InputFile[];
  /** How ours is opened; others have as many threads. */
  readonly runtime: RuntimeOptions;
  /** Another runtime in the place of ours. */
  readonly peer: PeerStart | null;
}

/** What another runtime needs besides. */
export interface PeerStart extends Pick<Contest, 'inputShapes' | 'outputs'> {
  readonly name: PeerName;
  readonly folders: readonly string[];
  /** The model as an ONNX file of our writer. */
  readonly onnx: string;
}

/** Runs in the page: begins at once, and adds `firstAnswer` to `globalThis.session`. */
export function beginPage(start: PageStart): void {
  const globals = globalThis as unknown as PageGlobals;
  const read = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());
  const readInputs = async (): Promise<Contest['inputs']> => {
    const filled = start.inputs.map(async ({ name, url }) => {
      return [name, new Float32Array((await read(url)).buffer)] as const;
    });
    return Object.fromEntries(await Promise.all(filled));
  };

  const { beside: folder, name } = start;
  const beside = (file: string) => read(`${folder}/${encodeURIComponent(file)}`);
  const options = folder === null ? { name } : { name, beside };
  const load = async () => (await import(/* @vite-ignore */ start.library)) as Library;
  /** The answers, with how long they took once all was in memory. */
  const timed = async (compute: () => Promise<Float32Array[]>) => {
    const from = performance.now();
    const answers = await compute();
    return { coldMs: performance.now() - from, answers };
  };

  const answerOwn = async () => {
    const [kindling, bytes, inputs] = await Promise.all([load(), read(start.model), readInputs()]);
    return timed(async () => {
      const runtime = await kindling.createRuntime(start.runtime);
      const model = await runtime.load(bytes, options);
      const results = await model.run(inputs);
      return model.outputs.map(({ name }) => results[name]?.data ?? new Float32Array());
    });
  };
  const answerPeer = async ({ name: peer, folders, onnx, inputShapes, outputs }: PeerStart) => {
    const contender = globals.contenders?.[peer];
    if (!contender) throw new Error(`There is no contender "${peer}" in the page.`);
    const files = Promise.all([read(start.model), read(onnx), readInputs()]);
    await contender.load(folders, start.runtime.threads);
    const [bytes, written, inputs] = await files;
    // TensorFlow.js's network is built of our graph: what it takes to read that is not its time.
    const from = performance.now();
    const model = peer === 'tfjs-webgpu' ? await (await load()).readModel(bytes, options) : null;
    const excludedMs = performance.now() - from;
    const contest = { bytes, model, onnx: written, inputs, inputShapes, outputs };
    return { excludedMs, ...(await timed(async () => (await contender.open(contest)).run())) };
  };
  const begin = async (): Promise<FirstAnswer> => {
    const peer = start.peer && (await answerPeer(start.peer));
    const { coldMs, answers } = peer ?? (await answerOwn());
    return { durationMs: performance.now() - (peer?.excludedMs ?? 0), coldMs, answers };
  };

  const beginning = begin();
  // Whoever asks sees the failure.
  beginning.catch(() => undefined);
  globals.session = { ...globals.session, firstAnswer: () => beginning };
}
