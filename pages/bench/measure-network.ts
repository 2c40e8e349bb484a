// Measures one network: inferences, layers, cold starts, and layers by every variant.

import {
  createRuntime,
  GPUFailureError,
  type LoadedModel,
  type Model,
  type ModelReport,
  type Runtime,
} from '../../src/index';
import { seededWeights } from '../../src/models/index';
import { type ModelProfile, profile, profileVariants, programOf } from '../../src/tools/index';
import { describeShape } from './layer-shape';
import type { BenchmarkNetwork, BenchmarkPlan } from './networks';
import type { NetworkResult, TimingResult, VariantTableResult } from './results';
import { timingOf } from './statistics';

/** How a measurement can be followed and stopped. */
export interface Watch {
  readonly signal: AbortSignal;
  /** Called between runs: how much of this measurement is done, from 0 to 1. */
  readonly onPart: (part: number) => void;
}

/** Inputs by name. */
export type Inputs = Record<string, Float32Array<ArrayBuffer>>;

/** Inferences and layers of a loaded network. The first run, on the inputs, is the one that is checked. @throws GPUFailureError */
export async function measureInferences(
  network: BenchmarkNetwork,
  loaded: LoadedModel,
  inputs: Inputs,
  { runs, warmUp }: BenchmarkPlan,
  { signal, onPart }: Watch,
): Promise<NetworkResult> {
  await checkedRun(loaded, inputs);
  const onRun = (done: number, of: number) => onPart(done / of);
  const measured = await profile(loaded, { runs, warmUp, signal, onRun });
  const report = loaded.inspect();
  const { name, family, alpha, rho } = network;
  return {
    ...{ name, family, alpha, rho, warmUp, runs },
    ...{ macs: report.macs, parameters: report.parameters },
    inferenceMs: measured.inferenceMs,
    ...{ cpuMs: null, coldStart: null },
    held: heldBy(loaded, report),
    pipelines: report.pipelines,
    layers: measured.layers?.map(layerResult) ?? null,
  };
}

/** The same inferences on the CPU. @throws GPUFailureError */
export async function measureOnCpu(
  model: Model,
  inputs: Inputs,
  { runs, warmUp }: BenchmarkPlan,
  { signal, onPart }: Watch,
): Promise<TimingResult> {
  const runtime = await createRuntime({ backend: 'cpu' });
  try {
    const loaded = await runtime.load(model, { signal });
    await checkedRun(loaded, inputs);
    const onRun = (done: number, of: number) => onPart(done / of);
    return (await profile(loaded, { runs, warmUp, signal, onRun })).inferenceMs;
  } finally {
    runtime.dispose();
  }
}

/** From the network in memory to its first answer: a new device, compilation, upload, one run. */
export async function measureColdStarts(
  model: Model,
  inputs: Inputs,
  backend: Runtime['backend'],
  repeats: number,
  { signal, onPart }: Watch,
): Promise<NonNullable<NetworkResult['coldStart']>> {
  const durationsMs: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    signal.throwIfAborted();
    const start = performance.now();
    const runtime = await createRuntime({ backend });
    try {
      const loaded = await runtime.load(model, { signal });
      await loaded.run(inputs);
      durationsMs.push(performance.now() - start);
    } finally {
      runtime.dispose();
    }
    onPart((repeat + 1) / repeats);
  }
  return { repeats, ms: timingOf(durationsMs) };
}

/**
 * Layers by every variant, shape by shape, till the budget is spent. `onTable` is told of each shape, so that what was
 * measured is kept when it is stopped.
 */
export async function measureVariants(
  model: Model,
  runtime: Runtime,
  { variantRuns: runs, variantBudgetMs }: BenchmarkPlan,
  { signal, onPart }: Watch,
  onTable: (table: VariantTableResult) => void,
): Promise<void> {
  const loaded = await runtime.load(model, { signal });
  const { layers: order } = loaded.inspect();
  const placeOf = (name = '') => order.findIndex((layer) => layer.name === name);
  const budget = AbortSignal.timeout(variantBudgetMs);
  let table: VariantTableResult = { network: model.name, runs, shapes: [], seen: 0, of: 0 };
  try {
    await profileVariants(loaded, {
      runs,
      signal: AbortSignal.any([signal, budget]),
      onProfile: ({ layers, chosen, variants }, seen, of) => {
        const report = order[placeOf(layers[0])];
        const macs = report?.macs ?? 0;
        const shape = report ? describeShape(model.graph, report) : '';
        // Pooling and the like do no multiply-adds, so that they have no share of a peak of them.
        const more =
          macs > 0 ? [{ layers: [...layers], shape, macs, chosen, variants: [...variants] }] : [];
        const shapes = [...table.shapes, ...more].toSorted(
          (a, b) => placeOf(a.layers[0]) - placeOf(b.layers[0]),
        );
        table = { ...table, shapes, seen, of };
        onTable(table);
        onPart(seen / of);
      },
    });
  } catch (error) {
    if (signal.aborted || !budget.aborted) throw error; // a spent budget is an end like any other
  } finally {
    loaded.dispose();
  }
}

/** Seeded numbers as large as those of a normalised picture. */
export function inputsOf(loaded: LoadedModel): Inputs {
  const numbers = seededWeights(1);
  return Object.fromEntries(
    loaded.inputs.map(({ name, shape }) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return [name, numbers(name, [length, 1])];
    }),
  );
}

/** Times of a network that computes nonsense are worth nothing. */
async function checkedRun(loaded: LoadedModel, inputs: Inputs): Promise<void> {
  const outputs = await loaded.run(inputs);
  for (const [name, { data }] of Object.entries(outputs)) {
    if (data.every((value) => Number.isFinite(value))) continue;
    throw new GPUFailureError(
      `"${loaded.name}" computes "${name}" with numbers that are not finite.`,
    );
  }
}

function heldBy(loaded: LoadedModel, report: ModelReport): NetworkResult['held'] {
  return {
    slots: report.activationBytes,
    weights: report.weightBytes,
    params: programOf(loaded)?.params.byteLength ?? 0,
  };
}

function layerResult({
  name,
  op,
  macs,
  bytesMoved,
  durationMs,
  kernel,
  variant,
  outputShape,
}: NonNullable<ModelProfile['layers']>[number]) {
  return {
    ...{ name, op, macs, bytesMoved, durationMs, kernel, variant },
    outputShape: [...outputShape],
  };
}
