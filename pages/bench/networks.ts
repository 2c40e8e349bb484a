// What is measured: networks by their names, and how much of what.
import type { Model } from '../../src/index';
import { densenet, mobilenetV1, squeezenet } from '../../src/models/index';
import type { Setting } from './results';

/** A network that is built when its turn comes. */
export interface BenchmarkNetwork {
  readonly name: string;
  readonly family: 'squeezenet' | 'mobilenet-v1' | 'densenet';
  /** MobileNet's; null for other networks. */
  readonly alpha: number | null;
  readonly rho: number | null;
  /** With seeded weights: times do not depend on what the weights are. */
  readonly build: () => Model;
}

/** How much is measured. */
export interface BenchmarkPlan {
  readonly setting: Setting;
  readonly networks: readonly BenchmarkNetwork[];
  /** Names of those whose layers are timed by every variant. */
  readonly variantsOf: readonly string[];
  readonly warmUp: number;
  readonly runs: number;
  readonly coldStarts: number;
  readonly variantRuns: number;
  /** No variant is begun after so many milliseconds, for each network. */
  readonly variantBudgetMs: number;
}

/** A page was asked for networks that it does not know. */
export class UnknownNetworkError extends Error {
  override readonly name = 'UnknownNetworkError';
}

const SQUEEZENETS = (['1.0', '1.1'] as const).map(
  (version): BenchmarkNetwork => ({
    name: `squeezenet-${version}`,
    family: 'squeezenet',
    ...{ alpha: null, rho: null },
    build: () => squeezenet({ version }),
  }),
);

const DENSENET: BenchmarkNetwork = {
  name: 'densenet-121',
  family: 'densenet',
  ...{ alpha: null, rho: null },
  build: () => densenet({ depth: 121 }),
};

const FULL: BenchmarkPlan = {
  setting: 'full',
  networks: [...SQUEEZENETS, ...mobileNets([0.25, 0.5, 0.75, 1], [128, 160, 192, 224]), DENSENET],
  variantsOf: ['squeezenet-1.1', 'mobilenet-v1-1.0-224'],
  ...{ warmUp: 3, runs: 20, coldStarts: 3, variantRuns: 5, variantBudgetMs: 180_000 },
};

const SMALL: BenchmarkPlan = {
  setting: 'small',
  networks: [...SQUEEZENETS.slice(1), ...mobileNets([0.25, 0.5], [128, 160])],
  variantsOf: ['mobilenet-v1-0.25-128'],
  ...{ warmUp: 1, runs: 5, coldStarts: 2, variantRuns: 2, variantBudgetMs: 40_000 },
};

/**
 * What a setting measures.
 * @param names only these networks, and the variants of the first
 * @throws UnknownNetworkError for a name that the full setting does not have
 */
export function planOf(setting: Setting, names: readonly string[] | null = null): BenchmarkPlan {
  const plan = setting === 'full' ? FULL : SMALL;
  if (names === null) return plan;
  const networks = names.map((name) => {
    const network = FULL.networks.find((each) => each.name === name);
    if (network) return network;
    const known = FULL.networks.map((each) => each.name).join(', ');
    throw new UnknownNetworkError(`There is no network "${name}"; there are ${known}.`);
  });
  return { ...plan, networks, variantsOf: names.slice(0, 1) };
}

function mobileNets(alphas: readonly number[], sides: readonly number[]): BenchmarkNetwork[] {
  return alphas.flatMap((alpha) =>
    sides.map((rho): BenchmarkNetwork => {
      const width = Number.isInteger(alpha) ? alpha.toFixed(1) : String(alpha);
      return {
        name: `mobilenet-v1-${width}-${rho}`,
        family: 'mobilenet-v1',
        ...{ alpha, rho },
        build: () => mobilenetV1({ alpha, rho }),
      };
    }),
  );
}
