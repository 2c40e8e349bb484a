// `kindling inspect`: what a model is and how it runs here (layers, kernels, memory, dispatches), with --plan all that the GPU is
// told to do, or with --all what the networks of the papers cost.
import { findManifestEntry } from '../../src/store/manifest';
import type { StrictArguments } from '../arguments';
import { type Command, JSON_OPTION } from '../command';
import { UsageError } from '../failures';
import { formatBytes, formatCount, formatTable } from '../format';
import { type Host, RUNTIME_OPTION, readHost, withPage } from '../host';
import { INPUT_SHAPE_OPTION, withInputShapes } from '../input-shapes';
import { readModelFile } from '../model-file';
import { printJson, printResult } from '../output';
import { importModels } from '../package-root';
import type { PageCalls } from '../page-session';
import { loadModel } from '../page-steps';
import { costRows, describeCosts } from '../paper-table';

type Report = PageCalls['inspect']['response'];

/** The paper's compressed network: the size of its file is one of the figures. */
const COMPRESSED = 'squeezenet1.0-dc';

/** The command. The model is loaded on the GPU, since kernels are chosen for the adapter; `--all` needs none. */
export const inspectCommand: Command = {
  definition: {
    meta: { name: 'inspect', description: "Show a model's layers, kernels, memory and costs" },
    args: {
      model: {
        type: 'positional',
        required: false,
        description: 'Name in the manifest, or path to a model file',
      },
      all: {
        type: 'boolean',
        description:
          'Show instead what the networks of the papers cost, beside the figures printed there',
      },
      plan: {
        type: 'boolean',
        description: 'Print instead all dispatches with their pipelines and buffers, as JSON',
      },
      'input-shape': INPUT_SHAPE_OPTION,
      runtime: RUNTIME_OPTION,
      json: JSON_OPTION,
    },
  },
  rules: { repeatable: ['input-shape'] },
  async run(given, { signal }) {
    const [name] = given.positionals;
    const json = given.flag('json');
    if (given.flag('all')) {
      if (name !== undefined) throw new UsageError(`--all takes no MODEL, got "${name}".`);
      if (given.flag('plan')) throw new UsageError('--plan needs a MODEL; --all takes none.');
      await inspectAll(json);
    } else {
      if (name === undefined)
        throw new UsageError('Give a MODEL, or --all for the networks of the papers.');
      const host = readHost(given);
      if (given.flag('plan')) printJson(await askAbout('plan', name, given, host, signal));
      else await inspectModel(name, given, host, signal);
    }
  },
};

async function inspectAll(json: boolean): Promise<void> {
  const { paperCosts } = await importModels();
  const rows = costRows(paperCosts({ compressedBytes: findManifestEntry(COMPRESSED).bytes }));
  if (json) printJson({ rows });
  else printResult(describeCosts(rows));
}

async function inspectModel(
  name: string,
  given: StrictArguments,
  host: Host,
  signal: AbortSignal,
): Promise<void> {
  const report = await askAbout('inspect', name, given, host, signal);
  if (given.flag('json')) printJson(report);
  else printResult(describe(report));
}

/** Loads a model in the page, and asks for its report or its plan. */
async function askAbout<M extends 'inspect' | 'plan'>(
  what: M,
  name: string,
  given: StrictArguments,
  host: Host,
  signal: AbortSignal,
): Promise<PageCalls[M]['response']> {
  const model = withInputShapes(await readModelFile(name, process.env, signal), given);
  return withPage(host, signal, async (page) => {
    await loadModel(page, model);
    return page.call(what, null);
  });
}

function describe(report: Report): string {
  return `${describeLayers(report)}\n\n${describeTotals(report)}`;
}

function describeLayers({ layers }: Report): string {
  const head = ['layer', 'op', 'output', 'parameters', 'MACs', 'slot', 'workgroups', 'variant'];
  const rows = layers.map((layer) => [
    layer.name,
    layer.op,
    layer.outputShape.join('×'),
    formatCount(layer.parameters),
    formatCount(layer.macs),
    String(layer.slot),
    layer.workgroups.join('×'),
    layer.variant,
  ]);
  return formatTable(
    [head, ...rows],
    ['left', 'left', 'left', 'right', 'right', 'right', 'left', 'left'],
  );
}

function describeTotals(report: Report): string {
  const { naive } = report;
  const slots = report.slots.map(({ byteLength }) => formatBytes(byteLength)).join(' + ');
  return formatTable(
    [
      ['model', report.model],
      ['adapter', report.adapter],
      ['parameters', formatCount(report.parameters)],
      ['MACs', formatCount(report.macs)],
      ['file', formatBytes(report.bytesOnDisk)],
      ['weights on GPU', formatBytes(report.weightBytes)],
      ['uploaded', formatBytes(report.uploadBytes)],
      [
        'activations',
        `${formatBytes(report.activationBytes)} at most, in ${report.slots.length} slots: ${slots}`,
      ],
      ['  naive', `${formatBytes(naive.activationBytes)}, one buffer a value`],
      ['dispatches', `${report.dispatches}, with ${report.pipelines} pipelines`],
      ['  naive', `${naive.dispatches}, one a node, concats too`],
    ],
    ['left', 'left'],
  );
}
