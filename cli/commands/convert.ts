// `kindling convert`: a model of any format that Kindling reads, as an ONNX file or a Kindling container.

import { aside } from '../aside';
import { type Command, JSON_OPTION } from '../command';
import { UsageError } from '../failures';
import { formatBytes } from '../format';
import { readModelFile } from '../model-file';
import { printJson, printResult } from '../output';
import { writeOutput } from '../output-files';

/** The command. A file that is there already is replaced, as `run` does; nothing is written where reading fails. */
export const convertCommand: Command = {
  definition: {
    meta: { name: 'convert', description: 'Write a model as an ONNX file or a Kindling container' },
    args: {
      in: { type: 'positional', description: 'Name in the manifest, or path to a model file' },
      out: {
        type: 'positional',
        description: 'File to write; its name ends in .onnx or .kindling',
      },
      json: JSON_OPTION,
    },
  },
  async run(given, { signal }) {
    const [name = '', path = ''] = given.positionals;
    const toFile = writerOf(path);
    const file = await readModelFile(name, process.env, signal);
    const { bytes, ops } = await aside(signal, 'convertFile', toFile, file);
    await writeOutput(path, bytes);
    const report = { model: file.name, path, ops, bytes: bytes.byteLength };
    if (given.flag('json')) printJson(report);
    else printResult(`${file.name} → ${path}: ${ops} ops, ${formatBytes(report.bytes)}`);
  },
};

/** The library's function that writes the format of a file's name. @throws UsageError where there is none */
function writerOf(path: string): 'toOnnx' | 'toKindling' {
  const name = path.toLowerCase();
  if (name.endsWith('.onnx')) return 'toOnnx';
  if (name.endsWith('.kindling')) return 'toKindling';
  throw new UsageError(
    `Kindling writes ONNX files and containers; OUT must end in .onnx or .kindling, got "${path}".`,
  );
}
