// `kindling inspect`: what a model is and how it runs here (layers, kernels, memory, dispatches), or with --all
// what the networks of the papers cost.
import { findManifestEntry } from '../../src/store/manifest';
import { type Command, JSON_OPTION } from '../command';
import { UsageError } from '../failures';
import { formatBytes, formatCount, formatTable } from '../format';
import { type Host, RUNTIME_OPTION, readHost, withPage } from '../host';
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
      runtime: RUNTIME_OPTION,
      json: JSON_OPTION,
    },
  },
  async run(given, { signal }) {
    const [name] = given.positionals;
    const json = given.flag('json');
    if (given.flag('all')) {
      if (name !== undefined) throw new UsageError(`--all takes no MODEL, got "${name}".`);
      await inspectAll(json);
    } else {
      if (name === undefined)
        throw new UsageError('Give a MODEL, or --all for the networks of the papers.');
      await inspectModel(name, readHost(given), json, signal);
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
  host: Host,
  json: boolean,
  signal: AbortSignal,
): Promise<void> {
  const model = await readModelFile(name, process.env, signal);
  const report = await withPage(host, signal, async (page) => {
    await loadModel(page, model);
    return page.call('inspect', null);
  });
  if (json) printJson(report);
  else printResult(describe(report));
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
