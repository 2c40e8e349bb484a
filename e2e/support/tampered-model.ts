// A model one of whose shaders is wrong on purpose, to see that a comparison finds it.

import { openGpu } from '../../src/gpu/device';
import { type CompiledPipeline, PipelineCache } from '../../src/gpu/pipeline-cache';
import type { Model } from '../../src/index';
import type { PlanPipeline } from '../../src/plan/plan';
import { GpuBackend } from '../../src/runtime/gpu-backend';
import { Host } from '../../src/runtime/host';
import { LoadedModel } from '../../src/runtime/loaded-model';
import type { ModelComparison } from '../../src/tools/index';
import { compare } from '../../src/tools/index';

/** What is changed: in the shaders of pipelines of this kernel and trait, one text for another. */
export interface Tampering {
  readonly kernel: string;
  /** A part of the pipeline's id, such as `s2x2`; empty for all of the kernel. */
  readonly trait: string;
  readonly text: RegExp;
  readonly replacement: string;
}

/** Loads a model with the change and compares it. @throws RangeError when no shader has the text */
export async function compareTampered(
  model: Model,
  tampering: Tampering,
  runs: number,
): Promise<ModelComparison> {
  const gpu = await openGpu();
  const pipelines = new TamperedPipelines(gpu.device, tampering);
  const loaded = await LoadedModel.create(new Host(new GpuBackend(gpu, pipelines)), {
    model,
    byteLength: 0,
    extraOutputs: [],
    decode: 'auto',
    precision: 'f32',
    tuning: null,
    check: false,
    budgets: null,
  });
  try {
    if (pipelines.tampered === 0) throw new RangeError(`No shader has "${tampering.text}".`);
    return await compare(loaded, {}, { runs });
  } finally {
    loaded.dispose();
    gpu.release();
  }
}

class TamperedPipelines extends PipelineCache {
  tampered = 0;
  readonly #tampering: Tampering;

  constructor(device: GPUDevice, tampering: Tampering) {
    super(device);
    this.#tampering = tampering;
  }

  override get(spec: PlanPipeline): Promise<CompiledPipeline> {
    const { kernel, trait, text, replacement } = this.#tampering;
    if (spec.shader !== kernel || !spec.id.includes(trait)) return super.get(spec);
    const code = spec.code.replace(text, replacement);
    if (code !== spec.code) this.tampered++;
    return super.get({ ...spec, code });
  }
}
