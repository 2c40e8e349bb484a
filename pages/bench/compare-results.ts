// Two results beside each other, network by network.
import type { BenchmarkResults, NetworkResult } from './results';

/** A network that at least one of two results has. */
export interface ComparedNetwork {
  readonly name: string;
  readonly own: NetworkResult | null;
  readonly other: NetworkResult | null;
  /** How many times the own median the other takes; null where one of them is missing. */
  readonly ratio: number | null;
}

/** Networks in the order of the own result, then those that only the other has. */
export function compareResults(
  own: BenchmarkResults,
  other: BenchmarkResults,
): readonly ComparedNetwork[] {
  const others = new Map(other.networks.map((network) => [network.name, network]));
  const owns = new Set(own.networks.map(({ name }) => name));
  return [
    ...own.networks.map((network) => compared(network, others.get(network.name) ?? null)),
    ...other.networks.filter(({ name }) => !owns.has(name)).map((each) => compared(null, each)),
  ];
}

/** The geometric mean of all ratios: what n times faster and n times slower cancel out in; null for none. */
export function meanRatio(networks: readonly ComparedNetwork[]): number | null {
  const ratios = networks.flatMap(({ ratio }) => ratio ?? []);
  if (ratios.length === 0) return null;
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}

function compared(own: NetworkResult | null, other: NetworkResult | null): ComparedNetwork {
  const name = (own ?? other)?.name ?? '';
  const isTimed = own !== null && other !== null && own.inferenceMs.median > 0;
  return {
    name,
    own,
    other,
    ratio: isTimed ? other.inferenceMs.median / own.inferenceMs.median : null,
  };
}
