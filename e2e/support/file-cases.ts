// Files, one after the other on one runtime that stays open in the page: pipelines are shared among them.
import {
  createRuntime,
  type LoadOptions,
  type Runtime,
  type RuntimeOptions,
} from '../../src/index';

/** A file with the numbers of its inputs. */
export interface FileCase {
  readonly bytes: Uint8Array;
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly options?: LoadOptions;
}

/** The outputs of the first and of the third run, or why there are none. */
export type FileAnswer = string | readonly [FileOutputs, FileOutputs];

/** Outputs by name. */
export type FileOutputs = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>
>;

type BackendName = RuntimeOptions['backend'];

const opened = new Map<BackendName, Promise<Runtime>>();

/** Loads and runs every file as a page would; by WebGPU unless a backend is named. */
export async function runFiles(
  cases: readonly FileCase[],
  backend?: BackendName,
): Promise<FileAnswer[]> {
  const opening = opened.get(backend) ?? createRuntime(backend ? { backend } : {});
  opened.set(backend, opening);
  const runtime = await opening;
  const answers: FileAnswer[] = [];
  for (const one of cases) answers.push(await runCase(runtime, one).catch(String));
  return answers;
}

async function runCase(
  runtime: Runtime,
  { bytes, inputs, options = {} }: FileCase,
): Promise<FileAnswer> {
  const model = await runtime.load(Uint8Array.from(bytes), options);
  const copies = Object.entries(inputs).map(([name, data]) => [name, Float32Array.from(data)]);
  const run = () => model.run(Object.fromEntries(copies));
  try {
    const first = await run();
    await run();
    return [first, await run()];
  } finally {
    model.dispose();
  }
}
