// What a fresh page does: loads a runtime and a model, and answers. Sent there as source text like page-session.ts, so
// nothing from this module but types.
import type { Library } from '../package-root';
import type { FirstAnswer, PageGlobals } from '../page-session';
import type { Contest, PeerName } from './contender';

/** What a fresh page is to compute, as data; files by their URLs. */
export interface PageStart {
  /** The library's built file. */
  readonly library: string;
  readonly model: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
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
    const filled = Object.entries(start.inputs).map(async ([name, url]) => {
      return [name, new Float32Array((await read(url)).buffer)] as const;
    });
    return Object.fromEntries(await Promise.all(filled));
  };

  const answerOwn = async (reading: Promise<Contest['inputs']>): Promise<Float32Array[]> => {
    const { createRuntime } = (await import(/* @vite-ignore */ start.library)) as Library;
    const runtime = await createRuntime();
    const model = await runtime.load(start.model, { name: start.name });
    const results = await model.run(await reading);
    return model.outputs.map(({ name }) => results[name]?.data ?? new Float32Array());
  };
  const answerPeer = async (
    { name, folders, onnx, inputShapes, outputs }: PeerStart,
    reading: Promise<Contest['inputs']>,
  ): Promise<Float32Array[]> => {
    const contender = globals.contenders?.[name];
    if (!contender) throw new Error(`There is no contender "${name}" in the page.`);
    const files = Promise.all([read(start.model), read(onnx), reading]);
    await contender.load(folders);
    const [bytes, written, inputs] = await files;
    const contest = { bytes, model: null, onnx: written, inputs, inputShapes, outputs };
    return (await contender.open(contest)).run();
  };
  const begin = async (): Promise<FirstAnswer> => {
    const reading = readInputs();
    const answers = await (start.peer ? answerPeer(start.peer, reading) : answerOwn(reading));
    return { durationMs: performance.now(), answers };
  };

  const beginning = begin();
  // Whoever asks sees the failure.
  beginning.catch(() => undefined);
  globals.session = { ...globals.session, firstAnswer: () => beginning };
}
