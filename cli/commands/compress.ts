// `kindling compress`: Deep Compression of a model into a container, and what that costs, tensor by tensor.
import type { CompressOptions, TensorCompression } from '../../src/tools/index';
import { aside } from '../aside';
import { type Command, JSON_OPTION } from '../command';
import { UsageError } from '../failures';
import { formatBytes, formatCount, formatPercent, formatTable } from '../format';
import { type Host, RUNTIME_OPTION, readHost, withPage } from '../host';
import { predictAll, RIGHT_LABELS_OPTION, readLabelled, score } from '../labelled-folder';
import type { LabelledPicture } from '../labels-file';
import { type ModelFile, readModelFile } from '../model-file';
import { printJson, printResult } from '../output';
import { writeOutput } from '../output-files';
import { loadModel } from '../page-steps';

/** Pictures to measure by. */
interface Pictures {
  readonly host: Host;
  readonly folder: string;
  readonly labelled: readonly LabelledPicture[];
}

/** The command. Nothing is written where reading or compressing fails. */
export const compressCommand: Command = {
  definition: {
    meta: {
      name: 'compress',
      description: 'Prune, share and code the weights of a model (Deep Compression)',
    },
    args: {
      in: { type: 'positional', description: 'Name in the manifest, or path to a model file' },
      out: { type: 'positional', description: 'Container to write; its name ends in .kindling' },
      density: {
        type: 'string',
        description: 'Share of the weights that stay, for all tensors and by name: 0.3,conv1.w=0.8',
        valueHint: 'D,…',
      },
      energy: {
        type: 'string',
        description:
          'Share of the sum of squares that stays, which gives each tensor a density of its own',
        valueHint: 'E,…',
      },
      bits: { type: 'string', description: 'Bits of a code, 2 to 8: 8,fc.w=5', valueHint: 'B,…' },
      pictures: {
        type: 'string',
        description: 'Folder of labelled pictures, to measure the accuracy before and after',
        valueHint: 'dir',
      },
      labels: RIGHT_LABELS_OPTION,
      runtime: RUNTIME_OPTION,
      json: JSON_OPTION,
    },
  },
  async run(given, { signal }) {
    const [name = '', path = ''] = given.positionals;
    if (!path.toLowerCase().endsWith('.kindling')) {
      throw new UsageError(`A container is written; OUT must end in .kindling, got "${path}".`);
    }
    const options = {
      ...settings('density', given.option('density')),
      ...settings('energy', given.option('energy')),
      ...settings('bits', given.option('bits')),
    };
    const folder = given.option('pictures');
    const labels = given.option('labels');
    if ((folder === undefined) !== (labels === undefined)) {
      throw new UsageError('--pictures and --labels belong together.');
    }
    const pictures =
      folder === undefined || labels === undefined
        ? null
        : { host: readHost(given), folder, labelled: await readLabelled(folder, labels) };
    readHost(given);
    const file = await readModelFile(name, process.env, signal);
    const { tensors, bytes } = await aside(signal, 'compressFile', file, options);
    const accuracy =
      pictures === null
        ? null
        : {
            before: await accuracyOf(file, pictures, signal),
            after: await accuracyOf({ name: path, bytes }, pictures, signal),
          };
    await writeOutput(path, bytes);
    const report = {
      model: file.name,
      path,
      bytesBefore: file.bytes.byteLength,
      bytesAfter: bytes.byteLength,
      tensors,
      accuracy,
    };
    if (given.flag('json')) printJson(report);
    else printResult(describe(report));
  },
};

/** `0.3,conv1.w=0.8` as an option of the library, in which `*` stands for all others. @throws UsageError for what is no number */
function settings(option: keyof CompressOptions, written: string | undefined): CompressOptions {
  if (written === undefined) return {};
  const parts = written.split(',').map((part) => {
    const at = part.lastIndexOf('=');
    const number = part.slice(at + 1).trim();
    if (number === '' || Number.isNaN(Number(number))) {
      throw new UsageError(`--${option} takes numbers, as 0.3,conv1.w=0.8; got "${part}".`);
    }
    return [at < 0 ? '*' : part.slice(0, at).trim(), Number(number)] as const;
  });
  return { [option]: Object.fromEntries(parts) };
}

/** Share of the pictures whose class the model puts first. */
async function accuracyOf(
  file: ModelFile,
  { host, folder, labelled }: Pictures,
  signal: AbortSignal,
): Promise<number> {
  return withPage(host, signal, async (page) => {
    await loadModel(page, file);
    const { predictions, seconds } = await predictAll(page, folder, labelled);
    return score(predictions, seconds).top1;
  });
}

interface Report {
  readonly model: string;
  readonly path: string;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly tensors: readonly TensorCompression[];
  readonly accuracy: { readonly before: number; readonly after: number } | null;
}

function describe({ model, path, bytesBefore, bytesAfter, tensors, accuracy }: Report): string {
  const rows = tensors
    .filter(({ isCoded }) => isCoded)
    .map((tensor) => [
      tensor.name,
      formatCount(tensor.count),
      formatPercent(tensor.density),
      String(tensor.bits),
      formatCount(tensor.bytesBefore),
      formatCount(tensor.bytesAfter),
      `${(tensor.bytesBefore / tensor.bytesAfter).toFixed(1)}×`,
    ]);
  const sum = (of: 'count' | 'bytesBefore' | 'bytesAfter') =>
    tensors.reduce((total, tensor) => total + tensor[of], 0);
  const ratio = `${(sum('bytesBefore') / sum('bytesAfter')).toFixed(1)}×`;
  const all = ['all tensors', formatCount(sum('count')), '', ''];
  const totals = [formatCount(sum('bytesBefore')), formatCount(sum('bytesAfter')), ratio];
  const head = ['tensor', 'numbers', 'density', 'bits', 'as floats', 'coded', ''];
  const table = formatTable(
    [head, ...rows, [...all, ...totals]],
    ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
  );
  const lines = [
    table,
    '',
    `${model} (${formatBytes(bytesBefore)}) → ${path} (${formatBytes(bytesAfter)})`,
  ];
  if (accuracy) {
    const { before, after } = accuracy;
    lines.push(`accuracy ${formatPercent(before)} before, ${formatPercent(after)} after`);
  }
  return lines.join('\n');
}
