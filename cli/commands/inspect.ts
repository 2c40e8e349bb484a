// `kindling inspect`: what a model is and how it runs here: layers, kernels, memory, dispatches.
import { withPage } from '../browser';
import { type Command, JSON_OPTION } from '../command';
import { formatBytes, formatCount, formatTable } from '../format';
import { readModelFile } from '../model-file';
import { printJson, printResult } from '../output';
import type { PageCalls } from '../page-session';
import { loadModel } from '../page-steps';

type Report = PageCalls['inspect']['response'];

/** The command. The model is loaded on the GPU, since kernels are chosen for the adapter. */
export const inspectCommand: Command = {
  definition: {
    meta: { name: 'inspect', description: "Show a model's layers, kernels, memory and costs" },
    args: {
      model: { type: 'positional', description: 'Name in the manifest, or path to a model file' },
      json: JSON_OPTION,
    },
  },
  async run(given, { signal }) {
    const model = await readModelFile(given.positionals[0] ?? '', process.env, signal);
    const report = await withPage(signal, async (page) => {
      await loadModel(page, model);
      return page.call('inspect', null);
    });
    if (given.flag('json')) printJson(report);
    else printResult(describe(report));
  },
};

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
  const slots = report.slots.map(({ byteLength }) => formatBytes(byteLength)).join(' + ');
  return formatTable(
    [
      ['model', report.model],
      ['adapter', report.adapter],
      ['parameters', formatCount(report.parameters)],
      ['MACs', formatCount(report.macs)],
      ['file', formatBytes(report.bytesOnDisk)],
      ['weights on GPU', formatBytes(report.weightBytes)],
      [
        'activations',
        `${formatBytes(report.activationBytes)} in ${report.slots.length} slots: ${slots}`,
      ],
      ['dispatches', `${report.dispatches}, with ${report.pipelines} pipelines`],
    ],
    ['left', 'left'],
  );
}
