// Tuning and other measurements, loaded only by those who ask for them.
import type { Gpu } from '../gpu/device';
import type { Graph } from '../graph/graph';
import { loadOps } from '../ops/registry';
import type { KernelChoice } from '../plan/build-plan';
import { lowerBy } from '../plan/lowerings';
import type { ScheduleOptions } from '../plan/schedule';
import { type TuneOptions, tuneGraph } from './tune-graph';
import { tunedLowering } from './tuned-lowerings';
import { tunedChoice } from './tuning';
import { readTuning, writeTuning } from './tuning-store';

export { measureAdapterPeaks } from './peaks';
export { profileGraphVariants } from './profile-variants';

/** What a schedule takes instead of the rules. */
export interface TunedChoices extends Pick<ScheduleOptions, 'lower'> {
  readonly select: KernelChoice;
}

/**
 * Choices by what is known of this adapter; with `full`, what is not known yet is measured first, and kept.
 * @throws as `tuneGraph` does.
 */
export async function tunedChoices(
  gpu: Gpu,
  graph: Graph,
  mode: 'cached' | 'full',
  options: TuneOptions,
): Promise<TunedChoices> {
  const { precision } = options.target.elements;
  // One op of the chunk loads all that lowerings make.
  await loadOps(['fire']);
  let tuning = await readTuning(gpu.adapter, precision);
  if (mode === 'full') {
    const measured = await tuneGraph(gpu, graph, tuning, options);
    await writeTuning(gpu.adapter, precision, measured);
    tuning = { ...tuning, ...measured };
  }
  return {
    select: tunedChoice(tuning),
    lower: lowerBy(tunedLowering(tuning)),
  };
}
