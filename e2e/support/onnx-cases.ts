// Small ONNX files, one after the other on one runtime that stays open in the page: pipelines are shared among them.
import { createRuntime, type Runtime } from '../../src/index';

/** A file with the numbers of its inputs. */
export interface OnnxCase {
  readonly bytes: Uint8Array;
  readonly inputs: Readonly<Record<string, Float32Array>>;
}

/** The outputs of the first and of the third run, or why there are none. */
export type OnnxAnswer = string | readonly [OnnxOutputs, OnnxOutputs];

/** Outputs by name. */
export type OnnxOutputs = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>
>;

let opened: Promise<Runtime> | null = null;

/** Loads and runs every file as a page would. */
export async function runOnnxCases(cases: readonly OnnxCase[]): Promise<OnnxAnswer[]> {
  opened ??= createRuntime();
  const runtime = await opened;
  const answers: OnnxAnswer[] = [];
  for (const one of cases) answers.push(await runCase(runtime, one).catch(String));
  return answers;
}

async function runCase(runtime: Runtime, { bytes, inputs }: OnnxCase): Promise<OnnxAnswer> {
  const model = await runtime.load(Uint8Array.from(bytes));
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
