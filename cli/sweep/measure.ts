// Measures a family of networks in the page, interleaved: all are loaded first, then each round times each of them
// once, so that a busy moment of the machine falls on all alike.
import type { ModelProfile } from '../../src/tools/index';
import type { ModelPage } from '../model-page';
import type { AdapterSummary } from '../page-session';
import { itemProgress } from '../progress';
import { groupsOf, type LayerGroup } from './layer-groups';

/** What the networks of a sweep differ in: every α with every ρ. */
export interface SweepGrid {
  /** Width multipliers. */
  readonly alphas: readonly number[];
  /** Input sides, pixels. */
  readonly rhos: readonly number[];
}

/** One layer (dispatch) of one network. */
export interface MeasuredLayer {
  readonly name: string;
  readonly group: LayerGroup;
  readonly kernel: string;
  readonly variant: string;
  readonly macs: number;
  /** From the GPU's timestamps, one for each round. */
  readonly roundsMs: readonly number[];
}

/** One network of the sweep. */
export interface MeasuredNetwork {
  readonly name: string;
  readonly alpha: number;
  readonly rho: number;
  /** Multiply-adds as the papers count them. */
  readonly macs: number;
  /** From submit to the result's arrival, one for each round. */
  readonly roundsMs: readonly number[];
  /** Null where the device has no timestamps. */
  readonly layers: readonly MeasuredLayer[] | null;
}

/** A sweep as it was measured. */
export interface MeasuredSweep {
  readonly adapter: AdapterSummary;
  /** What ran it, with versions. */
  readonly host: string;
  readonly networks: readonly MeasuredNetwork[];
}

interface OpenNetwork extends Omit<MeasuredNetwork, 'roundsMs' | 'layers'> {
  /** Its number in the page. */
  readonly network: number;
  readonly adapter: AdapterSummary;
  readonly profiles: ModelProfile[];
}

/** Loads, warms up, measures `rounds` rounds and frees the networks. @throws what the page throws */
export async function measureSweep(
  page: ModelPage,
  grid: SweepGrid,
  rounds: number,
): Promise<MeasuredSweep> {
  const networks = await loadNetworks(page, grid);
  await profileInTurns(page, networks, rounds);
  await page.call('disposeNetworks', null);
  const [first] = networks;
  if (!first) throw new RangeError('A sweep needs a network.');
  return { adapter: first.adapter, host: page.host, networks: networks.map(collect) };
}

async function loadNetworks(
  page: ModelPage,
  { alphas, rhos }: SweepGrid,
): Promise<readonly OpenNetwork[]> {
  const progress = itemProgress('loading networks');
  const points = alphas.flatMap((alpha) => rhos.map((rho) => ({ alpha, rho })));
  const networks: OpenNetwork[] = [];
  try {
    for (const point of points) {
      progress.update(networks.length, points.length);
      networks.push({ ...point, ...(await page.call('loadMobileNet', point)), profiles: [] });
    }
  } finally {
    progress.stop();
  }
  return networks;
}

/** The round before the first warms up: what it measures is dropped. */
async function profileInTurns(
  page: ModelPage,
  networks: readonly OpenNetwork[],
  rounds: number,
): Promise<void> {
  const progress = itemProgress('measuring inferences');
  let done = 0;
  try {
    for (let round = -1; round < rounds; round++) {
      for (const { network, profiles } of networks) {
        progress.update(done++, (rounds + 1) * networks.length);
        const profile = await page.call('profileNetwork', { network });
        if (round >= 0) profiles.push(profile);
      }
    }
  } finally {
    progress.stop();
  }
}

function collect({ name, alpha, rho, macs, profiles }: OpenNetwork): MeasuredNetwork {
  const roundsMs = profiles.map(({ inferenceMs }) => inferenceMs.median);
  return { name, alpha, rho, macs, roundsMs, layers: collectLayers(profiles) };
}

function collectLayers(profiles: readonly ModelProfile[]): readonly MeasuredLayer[] | null {
  const layers = profiles[0]?.layers ?? null;
  if (!layers) return null;
  const groups = groupsOf(layers);
  return layers.map(({ name, kernel, variant, macs }, index) => ({
    name,
    group: groups[index] ?? 'rest',
    kernel,
    variant,
    macs,
    roundsMs: profiles.map((profile) => profile.layers?.[index]?.durationMs ?? Number.NaN),
  }));
}
