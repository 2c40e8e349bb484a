// What `kindling compare` prints: a table of layers, the outputs, and what is wrong in one line.
import type { LayerComparison, ModelComparison } from '../src/tools/index';
import { formatTable } from './format';

/** The whole report for people. */
export function describeComparison(comparison: ModelComparison): string {
  const { layers, runs, seed } = comparison;
  const input = seed === null ? 'the picture' : `numbers of seed ${seed}`;
  const parts = [
    describeLayers(layers),
    `Outputs after all layers, not judged:\n${describeOutputs(comparison)}`,
    `${layers.length} layers, ${runs} ${runs === 1 ? 'run' : 'runs'} on ${input}: ${verdict(comparison)}`,
  ];
  return parts.join('\n\n');
}

/** What is wrong with the model, in one line; null where nothing is. */
export function describeFailure({
  layers,
  firstOverBound,
  planDifferences,
}: ModelComparison): string | null {
  const layer = layers.find(({ name }) => name === firstOverBound);
  if (layer) {
    const { worst } = layer;
    const element = worst
      ? `: got ${worst.got}, want ${worst.want} ± ${worst.bound} at index ${worst.index}`
      : '';
    return `The first layer over its bound is "${layer.name}" (${layer.variant})${element}.`;
  }
  const [difference] = planDifferences;
  if (!difference) return null;
  return (
    `Output "${difference.name}" of the model's own plan differs in run ${difference.run} by ` +
    `${difference.maxAbsDifference} from that of its layers.`
  );
}

function describeLayers(layers: readonly LayerComparison[]): string {
  const head = ['layer', 'op', 'output', 'abs error', 'ULP', 'of bound', '', 'variant'];
  const rows = layers.map((layer) => [
    layer.name,
    layer.op,
    layer.outputShape.join('×'),
    formatError(layer.maxAbsError),
    formatUlps(layer.maxUlpError),
    formatShare(layer),
    layer.isWithin ? '' : 'OVER',
    layer.variant,
  ]);
  return formatTable(
    [head, ...rows],
    ['left', 'left', 'left', 'right', 'right', 'right', 'left', 'left'],
  );
}

function describeOutputs({ outputs }: ModelComparison): string {
  const rows = outputs.map(({ name, shape, maxAbsError, maxUlpError, largest }) => [
    `  ${name}`,
    shape.join('×'),
    `abs error ${formatError(maxAbsError)}`,
    `${formatUlps(maxUlpError)} ULP of the largest, ${largest.toPrecision(4)}`,
  ]);
  return formatTable(rows, ['left', 'left', 'left', 'left']);
}

function verdict(comparison: ModelComparison): string {
  const changed = comparison.runDifferences.map(
    ({ run, name, maxAbsDifference }) => `"${name}" by ${maxAbsDifference} in run ${run}`,
  );
  const [first, ...others] = changed;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const repeated =
    first === undefined ? 'Every run gave the same.' : `Runs differ: ${first}${more}.`;
  return `${describeFailure(comparison) ?? 'every layer is within its bound.'} ${repeated}`;
}

function formatError(error: number): string {
  return error === 0 ? '0' : error.toExponential(2);
}

function formatUlps(ulps: number): string {
  return ulps === 0 || ulps >= 1e6 ? formatError(ulps) : ulps.toPrecision(3);
}

/** How much of its bound the element with the largest share uses; blank where nothing may be off and nothing is. */
function formatShare({ worst }: LayerComparison): string {
  if (!worst || (worst.bound === 0 && worst.error === 0)) return '';
  return `${((100 * worst.error) / worst.bound).toFixed(1)} %`;
}
