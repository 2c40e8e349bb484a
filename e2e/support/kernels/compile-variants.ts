// Compiles every variant of every kernel on whatever device there is, for a sample call of each op: compilers differ in what they
// take.
import { openGpu } from '../../../src/gpu/device';
import { inHalves } from '../../../src/gpu/in-halves';
import { PipelineCache } from '../../../src/gpu/pipeline-cache';
import { ALL_KERNELS } from '../../../src/kernels/further-kernels.gen';
import { SAMPLE_CALLS } from '../../../src/kernels/kernels.fixtures';
import { objection } from '../../../src/plan/objection';
import type { PlanPipeline } from '../../../src/plan/plan';
import { planCall } from '../../../src/plan/plan-call';
import type { Precision } from '../../../src/tensor/elements';

/** What came of it. */
export interface Compilation {
  /** Pipelines that were compiled. */
  readonly compiled: number;
  /** Why the device is known to be unable to use some: a reason for each such variant. */
  readonly beyond: readonly string[];
  /** What the compiler refused all the same. */
  readonly refused: readonly string[];
}

/** Compiles all variants in a precision. */
export async function compileVariants(precision: Precision): Promise<Compilation> {
  const gpu = await openGpu();
  const target = precision === 'f16' ? inHalves(gpu) : gpu.target;
  const beyond: string[] = [];
  const specs: PlanPipeline[] = [];
  for (const kernel of ALL_KERNELS) {
    for (const variant of kernel.variants) {
      const reason = objection(kernel, variant, target);
      if (reason !== null) {
        beyond.push(reason);
        continue;
      }
      const call = SAMPLE_CALLS.find((each) => kernel.accepts(each));
      if (!call) throw new RangeError(`There is no sample call for ${kernel.shader.stem}.`);
      specs.push(...planCall(call, { kernel, variant }, target).pipelines);
    }
  }
  const pipelines = new PipelineCache(gpu.device);
  const outcomes = await Promise.allSettled(specs.map((spec) => pipelines.get(spec)));
  gpu.release();
  const refused = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [String(outcome.reason)] : [],
  );
  return { compiled: specs.length - refused.length, beyond, refused };
}
