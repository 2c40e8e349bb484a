// LiteRT.js on the CPU (wasm, one thread) as the oracle for TFLite files. Development only; it never reaches the
// package. Loaded by address, not by name: its type declarations change the global ones of every other file.

/** Where Vite's development server offers the package. */
const PACKAGE = '/node_modules/@litertjs/core';

/** What is used of the package. */
interface LiteRt {
  loadLiteRt(wasmFolder: string): Promise<unknown>;
  loadAndCompile(model: Uint8Array, options: { accelerator: 'wasm' }): Promise<CompiledModel>;
  Tensor: new (data: Uint8Array | Float32Array, shape: readonly number[]) => LiteRtTensor;
}

interface CompiledModel {
  run(input: LiteRtTensor): Promise<LiteRtTensor[]>;
}

interface LiteRtTensor {
  toTypedArray(): ArrayLike<number>;
  delete(): void;
}

let oracle: { litert: LiteRt; model: CompiledModel } | null = null;

/** Loads a TFLite file into LiteRT. */
export async function openOracle(bytes: Uint8Array): Promise<void> {
  const litert = (await import(/* @vite-ignore */ `${PACKAGE}/dist/index.js`)) as LiteRt;
  await litert.loadLiteRt(`${PACKAGE}/wasm/`);
  const model = await litert.loadAndCompile(bytes, { accelerator: 'wasm' });
  oracle = { litert, model };
}

/** The first output for one input of the file's own type and shape. */
export async function runOracle(
  data: Uint8Array | Float32Array,
  shape: readonly number[],
): Promise<number[]> {
  if (!oracle) throw new Error('No oracle is open: call openOracle first.');
  const input = new oracle.litert.Tensor(data, shape);
  const outputs = await oracle.model.run(input);
  const values = Array.from(outputs[0]?.toTypedArray() ?? []);
  for (const tensor of [input, ...outputs]) tensor.delete();
  return values;
}
