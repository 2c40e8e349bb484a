// Compiles pipelines, each once, all at once and off the main thread; explicit layouts, so that a binding that a
// shader does not use stays a binding.
import { GPUFailureError } from '../errors';
import { type PipelineSpec, pipelineKey } from '../plan/program';

/** What can be bound, as in the shader table. */
type BindingType = PipelineSpec['bindings'][number];

/** How far compiling is: distinct pipelines, those compiled before among them. */
export interface CompileProgress {
  readonly compiled: number;
  readonly total: number;
}

/** A compiled pipeline and the layout that its bind groups need. */
export interface CompiledPipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** A pipeline that a device refused, or that a check found to compute wrongly. */
export class PipelineError extends GPUFailureError {
  readonly spec: PipelineSpec;

  constructor(message: string, spec: PipelineSpec) {
    super(message);
    this.spec = spec;
  }
}

/** Pipelines of one device, shared by all its models. */
export class PipelineCache {
  readonly #device: GPUDevice;
  readonly #pipelines = new Map<string, Promise<CompiledPipeline>>();
  readonly #layouts = new Map<string, GPUBindGroupLayout>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /**
   * The pipeline of a plan. Concurrent requests for one share a compilation.
   * @throws PipelineError with WebGPU's report when it does not compile.
   */
  get(spec: PipelineSpec): Promise<CompiledPipeline> {
    const key = pipelineKey(spec);
    let compiled = this.#pipelines.get(key);
    if (!compiled) {
      compiled = this.#compile(spec);
      this.#pipelines.set(key, compiled);
      // Memory may have been short; whoever asks again gets another try.
      compiled.catch(() => this.#pipelines.delete(key));
    }
    return compiled;
  }

  /** Several at once, in order. @throws as `get` does */
  getAll(
    specs: readonly PipelineSpec[],
    onCompiling?: (progress: CompileProgress) => void,
  ): Promise<CompiledPipeline[]> {
    const total = specs.length;
    let compiled = 0;
    return Promise.all(
      specs.map(async (spec) => {
        const pipeline = await this.get(spec);
        onCompiling?.({ compiled: ++compiled, total });
        return pipeline;
      }),
    );
  }

  async #compile(spec: PipelineSpec): Promise<CompiledPipeline> {
    const layout = this.#layout(spec.bindings);
    const device = this.#device;
    // The scope catches the shader module's errors, which the pipeline's rejection then explains.
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ label: spec.id, code: spec.code });
    const moduleError = device.popErrorScope();
    try {
      const pipeline = await device.createComputePipelineAsync({
        label: spec.id,
        layout: device.createPipelineLayout({ label: spec.id, bindGroupLayouts: [layout] }),
        compute: { module, entryPoint: spec.entryPoint, constants: { ...spec.overrides } },
      });
      return { pipeline, layout };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const { compilationReport } = await import('./compilation-report');
      const report = await compilationReport(module, spec.code);
      const what = `Pipeline ${spec.id} (${spec.shader}.wgsl) failed: ${reason}${report}`;
      throw new PipelineError(what, spec);
    } finally {
      await moduleError;
    }
  }

  #layout(bindings: readonly BindingType[]): GPUBindGroupLayout {
    const key = bindings.join();
    let layout = this.#layouts.get(key);
    if (!layout) {
      layout = this.#device.createBindGroupLayout({
        label: key,
        entries: bindings.map(layoutEntry),
      });
      this.#layouts.set(key, layout);
    }
    return layout;
  }
}

function layoutEntry(type: BindingType, binding: number): GPUBindGroupLayoutEntry {
  const visibility = GPUShaderStage.COMPUTE;
  return type === 'texture'
    ? { binding, visibility, texture: { sampleType: 'unfilterable-float' } }
    : { binding, visibility, buffer: { type } };
}
