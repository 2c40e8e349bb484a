// What commands compute in Node: it may take minutes, and is plain data in and out, so that a thread can do it (aside.ts).
import type { CompressOptions } from '../src/tools/index';
import { inBatchGroups, type TensorRun } from './batch-groups';
import { namingFile } from './failures';
import type { Feed, ModelInput } from './feeds';
import { type ModelFile, readCalled, readOptionsOf } from './model-file';
import { importLibrary, importTools } from './package-root';
import { inputShape } from './shapes';

/** All of it, by name. */
export const nodeWork = { modelInputs, runOnReference, compressFile, convertFile };

/** The same as a type. */
export type NodeWork = typeof nodeWork;

/** The model's inputs. @throws ModelFormatError when the file is damaged */
async function modelInputs(model: ModelFile): Promise<ModelInput[]> {
  const { readModel } = await importLibrary();
  const read = await readModel(model.bytes, readOptions(model)).catch((error: unknown) => {
    throw namingFile(error, model.name, ['model-format']);
  });
  return read.graph.inputs.map((name) => ({ name, shape: inputShape(read, name) }));
}

function readOptions(file: ModelFile) {
  return { ...readOptionsOf(file), name: file.name };
}

/** Runs the model on each feed by the plain reference. */
async function runOnReference(
  model: ModelFile,
  feeds: readonly Feed[],
): Promise<readonly TensorRun[]> {
  const [{ readModel }, { runReference }] = await Promise.all([importLibrary(), importTools()]);
  return inBatchGroups(feeds, async (batch) => {
    const loaded = await readModel(model.bytes, { ...readOptions(model), batch });
    return async ({ tensors }) => {
      const inputs = Object.fromEntries(tensors.map(({ name, data }) => [name, data]));
      const start = performance.now();
      const outputs = await runReference(loaded, inputs);
      return {
        outputs: Object.entries(outputs).map(([name, tensor]) => ({ name, ...tensor })),
        durationMs: performance.now() - start,
      };
    };
  });
}

/** Deep Compression: what became of each tensor, and the container's bytes. */
async function compressFile(file: ModelFile, options: CompressOptions) {
  const [library, tools] = await Promise.all([importLibrary(), importTools()]);
  try {
    const { model, tensors } = await tools.compress(await readCalled(library, file), options);
    return { tensors, bytes: await tools.toKindling(model) };
  } catch (error) {
    throw namingFile(error, file.name, ['model-format', 'unsupported', 'graph']);
  }
}

/** The model in another format, and how many ops it has. */
async function convertFile(toFile: 'toOnnx' | 'toKindling', file: ModelFile) {
  const [library, tools] = await Promise.all([importLibrary(), importTools()]);
  try {
    const model = await readCalled(library, file);
    return { bytes: await tools[toFile](model), ops: model.graph.nodes.length };
  } catch (error) {
    throw namingFile(error, file.name, ['model-format', 'unsupported']);
  }
}
