// `kindling convert`: a model of any format that Kindling reads, as an ONNX file.

import { type Command, JSON_OPTION } from '../command';
import { namingFile, UsageError } from '../failures';
import { formatBytes } from '../format';
import { type ModelFile, readModelFile } from '../model-file';
import { printJson, printResult } from '../output';
import { writeOutput } from '../output-files';
import type { Library } from '../package-root';
import { importLibrary } from '../package-root';

/** The command. A file that is there already is replaced, as `run` does; nothing is written where reading fails. */
export const convertCommand: Command = {
  definition: {
    meta: { name: 'convert', description: 'Write a model as an ONNX file' },
    args: {
      in: { type: 'positional', description: 'Name in the manifest, or path to a model file' },
      out: { type: 'positional', description: 'File to write; its name ends in .onnx' },
      json: JSON_OPTION,
    },
  },
  async run(given, { signal }) {
    const [name = '', path = ''] = given.positionals;
    if (!path.toLowerCase().endsWith('.onnx')) {
      throw new UsageError(`Kindling writes ONNX files; OUT must end in .onnx, got "${path}".`);
    }
    const file = await readModelFile(name, process.env, signal);
    const { bytes, ops } = await convert(await importLibrary(), file);
    await writeOutput(path, bytes);
    const report = { model: file.name, path, ops, bytes: bytes.byteLength };
    if (given.flag('json')) printJson(report);
    else printResult(`${file.name} → ${path}: ${ops} ops, ${formatBytes(report.bytes)}`);
  },
};

/** The file's bytes, and how many ops the model has. */
async function convert({ readModel, toOnnx }: Library, file: ModelFile) {
  try {
    const model = await readModel(file.bytes, { name: file.name });
    return { bytes: await toOnnx(model), ops: model.graph.nodes.length };
  } catch (error) {
    throw namingFile(error, file.name, ['model-format', 'unsupported']);
  }
}
