// Results as a table for spreadsheets: one row for each layer of each network (RFC 4180).
import type { BenchmarkResults, NetworkResult } from './results';

const HEADER = [
  ...['network', 'alpha', 'rho (px)', 'network MACs', 'parameters'],
  ...[
    'inference median (ms)',
    'inference p10 (ms)',
    'inference p90 (ms)',
    'inference on the CPU median (ms)',
    'cold start median (ms)',
  ],
  ...['slots (bytes)', 'weights (bytes)', 'params (bytes)', 'pipelines'],
  ...[
    'layer',
    'op',
    'output shape (NHWC)',
    'layer MACs',
    'layer traffic (bytes)',
    'layer median (ms)',
  ],
  ...['kernel', 'variant'],
];

/** The table, header first. A network whose layers were not timed has one row. */
export function printCsv({ networks }: BenchmarkResults): string {
  const rows = networks.flatMap((network) => {
    const own = networkCells(network);
    const layers = network.layers ?? [];
    if (layers.length === 0) return [[...own, ...Array<string>(8).fill('')]];
    return layers.map(
      ({ name, op, outputShape, macs, bytesMoved, durationMs, kernel, variant }) => [
        ...own,
        ...[name, op, outputShape.join('x'), macs, bytesMoved, durationMs, kernel, variant],
      ],
    );
  });
  return [HEADER, ...rows].map((cells) => `${cells.map(quote).join(',')}\r\n`).join('');
}

function networkCells(network: NetworkResult): (string | number)[] {
  const { name, alpha, rho, macs, parameters, inferenceMs } = network;
  const { cpuMs, coldStart, held, pipelines } = network;
  return [
    ...[name, alpha ?? '', rho ?? '', macs, parameters],
    ...[inferenceMs.median, inferenceMs.p10, inferenceMs.p90],
    ...[cpuMs?.median ?? '', coldStart?.ms.median ?? ''],
    ...[held.slots, held.weights, held.params, pipelines],
  ];
}

function quote(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
