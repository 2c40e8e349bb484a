// The figures behind the charts.

import { useState } from 'preact/hooks';
import { gflopsOf } from '../../bench/speed';
import { formatCount, formatShape } from '../shared/format';
import { digits } from './digits';
import { heldBytes, shortVariant } from './findings';
import { layerPoints } from './layer-points';
import { Pick } from './pick';
import type { BenchmarkResults, TimingResult } from './results';
import { type Column, FiguresTable } from './table';
import { variantRows } from './variant-rows';

/** All tables. */
export function Tables({ results }: { results: BenchmarkResults }) {
  return (
    <section class="tables" aria-label="Tables">
      <NetworksTable results={results} />
      {results.variants.length > 0 && <VariantsTable results={results} />}
      {results.peers.length > 0 && <PeersTable results={results} />}
      <LayersTable results={results} />
    </section>
  );
}

const NETWORK_COLUMNS: readonly Column[] = [
  { head: 'Network' },
  { head: 'Multiply-adds', isNumber: true },
  { head: 'Parameters', isNumber: true },
  { head: 'Median', unit: 'ms', isNumber: true },
  { head: 'p10–p90', unit: 'ms', isNumber: true },
  { head: 'On the CPU', unit: 'ms', isNumber: true },
  { head: 'Rate', unit: 'GFLOP/s', isNumber: true },
  { head: 'Of peak', unit: '%', isNumber: true },
  { head: 'Cold start', unit: 'ms', isNumber: true },
  { head: 'p10–p90 ', unit: 'ms', isNumber: true },
  { head: 'Held', unit: 'MB', isNumber: true },
  { head: 'Pipelines', isNumber: true },
];

function NetworksTable({ results: { networks, peaks } }: { results: BenchmarkResults }) {
  const [first] = networks;
  if (!first) return null;
  const rows = networks.map((network) => {
    const { name, macs, parameters, inferenceMs, cpuMs, coldStart, pipelines } = network;
    const gflops = gflopsOf(macs, inferenceMs.median);
    return [
      ...[name, formatCount(macs), formatCount(parameters)],
      ...[digits(inferenceMs.median), rangeOf(inferenceMs)],
      ...[cpuMs ? digits(cpuMs.median) : '–', digits(gflops)],
      peaks ? percent((gflops * 1e9) / peaks.flopsPerSecond) : '–',
      ...(coldStart ? [digits(coldStart.ms.median), rangeOf(coldStart.ms)] : ['–', '–']),
      ...[digits(heldBytes(network) / 1e6), String(pipelines)],
    ];
  });
  const cold = networks.find(({ coldStart }) => coldStart)?.coldStart;
  return (
    <section class="panel" aria-labelledby="networks-table">
      <h3 id="networks-table">Networks</h3>
      <FiguresTable caption="Networks and their times" columns={NETWORK_COLUMNS} rows={rows} />
      <p class="quiet">
        Medians of {first.runs} inferences after {first.warmUp} that do not count, from submit to
        the arrival of the result.{' '}
        {cold &&
          `Cold starts: ${cold.repeats}, each with a new device, from the network in memory to its first answer; the browser may have kept compiled shaders from before. `}
        The rate counts two operations for each multiply-add.
      </p>
    </section>
  );
}

const VARIANT_COLUMNS: readonly Column[] = [
  { head: 'Layer shape' },
  { head: 'Layers', isNumber: true },
  { head: 'Multiply-adds', isNumber: true },
  { head: 'Kernel variant' },
  { head: 'Chosen' },
  { head: 'Median', unit: 'ms', isNumber: true },
  { head: 'Beside the best', unit: '×', isNumber: true },
  { head: 'Rate', unit: 'GFLOP/s', isNumber: true },
  { head: 'Of peak', unit: '%', isNumber: true },
];

function VariantsTable({ results: { variants, peaks } }: { results: BenchmarkResults }) {
  const [name, setName] = useState('');
  const table = variants.find(({ network }) => network === name) ?? variants[0];
  if (!table) return null;
  const rows = variantRows(table, peaks).map((row) => [
    ...[row.shape, String(row.layers), formatCount(row.macs), shortVariant(row.variant)],
    ...[row.isChosen ? 'chosen' : '', row.ms.toPrecision(3), row.besideBest.toFixed(2)],
    ...[row.gflops === null ? '–' : digits(row.gflops)],
    row.shareOfFlops === null ? '–' : percent(row.shareOfFlops),
  ]);
  const names = variants.map(({ network }) => network);
  return (
    <section class="panel" aria-labelledby="variants-table">
      <div class="row">
        <h3 id="variants-table">Convolutions by shape and kernel variant: {table.network}</h3>
        <Pick label="Network of the table" of={names} value={table.network} onPick={setName} />
      </div>
      <FiguresTable
        caption={`Layer shapes of ${table.network} by kernel variant`}
        columns={VARIANT_COLUMNS}
        rows={rows}
      />
      <p class="quiet">
        Each variant alone, on inputs of zeros, in {table.runs} turns; those twice as slow as the
        best at first are timed once. {table.seen} of {table.of} shapes were timed
        {table.seen < table.of
          ? ', as many as the time allowed, those with few variants first'
          : ''}
        ; those without multiply-adds are left out.
      </p>
    </section>
  );
}

const PEER_COLUMNS: readonly Column[] = [
  { head: 'Network' },
  { head: 'Runtime' },
  { head: 'Median', unit: 'ms', isNumber: true },
  { head: 'Kindling', unit: 'ms', isNumber: true },
  { head: 'Over Kindling', unit: '×', isNumber: true },
  { head: 'Difference', unit: 'of the largest', isNumber: true },
  { head: 'Remark' },
];

function PeersTable({ results: { peers } }: { results: BenchmarkResults }) {
  const rows = peers.map(
    ({ network, runtime, version, inferenceMs, ownMs, difference, failure }) => [
      ...[network, `${runtime} (${version})`, inferenceMs ? digits(inferenceMs.median) : '–'],
      ...[ownMs ? digits(ownMs.median) : '–'],
      inferenceMs && ownMs ? (inferenceMs.median / ownMs.median).toFixed(2) : '–',
      ...[difference === null ? '–' : difference.toExponential(1), failure ?? ''],
    ],
  );
  return (
    <section class="panel" aria-labelledby="peers-table">
      <h3 id="peers-table">Other runtimes</h3>
      <FiguresTable caption="Other runtimes beside Kindling" columns={PEER_COLUMNS} rows={rows} />
      <p class="quiet">
        In turns, from inputs in memory to outputs in memory. A time counts where the answers are
        ours to a thousandth of the largest.
      </p>
    </section>
  );
}

const LAYER_COLUMNS: readonly Column[] = [
  { head: 'Layer' },
  { head: 'Op' },
  { head: 'Output', unit: 'NHWC' },
  { head: 'Multiply-adds', isNumber: true },
  { head: 'Median', unit: 'ms', isNumber: true },
  { head: 'Rate', unit: 'GFLOP/s', isNumber: true },
  { head: 'Of peak', unit: '%', isNumber: true },
  { head: 'Traffic', unit: 'GB/s', isNumber: true },
  { head: 'Kernel variant' },
];

function LayersTable({ results: { networks, peaks } }: { results: BenchmarkResults }) {
  const timed = networks.filter(({ layers }) => layers !== null);
  const [name, setName] = useState('');
  const network = timed.find((each) => each.name === name) ?? timed[0];
  if (!network) return null;
  const rows = layerPoints(network.layers ?? [], peaks).map((point) => [
    ...[point.name, point.op, formatShape(point.outputShape), formatCount(point.macs)],
    ...[point.durationMs.toPrecision(3), point.gflops ? digits(point.gflops) : '–'],
    point.shareOfFlops === null ? '–' : percent(point.shareOfFlops),
    ...[point.gigabytesPerSecond ? digits(point.gigabytesPerSecond) : '–'],
    shortVariant(point.variant),
  ]);
  const names = timed.map((each) => each.name);
  return (
    <section class="panel" aria-labelledby="layers-table">
      <div class="row">
        <h3 id="layers-table">Layers of {network.name}</h3>
        <Pick
          label="Network of the table of layers"
          of={names}
          value={network.name}
          onPick={setName}
        />
      </div>
      <FiguresTable caption={`Layers of ${network.name}`} columns={LAYER_COLUMNS} rows={rows} />
    </section>
  );
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function rangeOf({ p10, p90 }: TimingResult): string {
  return `${digits(p10)}–${digits(p90)}`;
}
