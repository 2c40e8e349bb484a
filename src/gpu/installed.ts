// A program on a device: pipelines, buffers and bind groups are made once; whoever runs it encodes its dispatches into a compute
// pass. All dispatches of the library are encoded here.
import type { Program, Resource } from '../plan/program';
import { filledBuffer } from './buffers';
import type { CompiledPipeline } from './pipeline-cache';

/** Memory that is no program's own, by name. */
export type Outside = Readonly<Record<string, GPUBuffer | GPUTexture>>;

/** What a program finds where it is installed. */
export interface Surroundings {
  /** The constants' buffers, where they are somebody else's. */
  readonly constants?: readonly GPUBuffer[];
  /** Memory from outside that stays the same in all runs. */
  readonly outside?: Outside;
}

interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: (outside: Outside) => GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

/** A program with its buffers on a device. */
export class Installed {
  readonly #slots: readonly GPUBuffer[];
  readonly #constants: readonly GPUBuffer[];
  readonly #params: GPUBuffer;
  readonly #owned: readonly GPUBuffer[];
  readonly #dispatches: readonly Dispatch[];

  /**
   * Makes buffers; `bind` makes bind groups. What WebGPU refuses of them an error scope around the call catches.
   * @param compiled the program's pipelines, in its order
   * @throws GPUFailureError when there is no memory to fill a constant
   */
  constructor(
    device: GPUDevice,
    program: Program,
    compiled: readonly CompiledPipeline[],
    { constants, outside = {} }: Surroundings = {},
  ) {
    const { name, params, slots, steps } = program;
    // First what may throw, so that nothing is left of what does not come to be.
    this.#params = filledBuffer(
      device,
      `${name}/params`,
      new Uint8Array(params),
      GPUBufferUsage.UNIFORM,
    );
    this.#slots = slots.map(({ byteLength }, index) =>
      device.createBuffer({
        label: `${name}/slot${index}`,
        size: byteLength,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      }),
    );
    const own = constants
      ? []
      : program.constants.map(({ name: constant, data }) =>
          filledBuffer(device, constant, data, GPUBufferUsage.STORAGE),
        );
    this.#constants = constants ?? own;
    this.#owned = [...this.#slots, ...own, this.#params];
    this.#dispatches = steps.map(({ node, pipeline: index, resources, workgroups }) => {
      const { pipeline, layout } = compiled[index] as CompiledPipeline;
      const given = resources.find(
        (resource) => resource.kind === 'outside' && !outside[resource.name],
      ) as { readonly name: string } | undefined;
      // By what a run gives: who alternates between some buffers has none made per run.
      const known = new WeakMap<object, GPUBindGroup>();
      const bindGroup = (later: Outside) => {
        const memory = given ? present(later[given.name]) : this;
        const kept = known.get(memory);
        if (kept) return kept;
        const made = device.createBindGroup({
          label: node,
          layout,
          entries: resources.map((resource, binding) => ({
            binding,
            resource: this.#binding(resource, { ...outside, ...later }),
          })),
        });
        known.set(memory, made);
        return made;
      };
      return { pipeline, bindGroup, workgroups };
    });
  }

  /** Makes the bind groups of steps, of memory that stays the same; `encode` makes those that there are not. */
  bind(first: number, end: number): void {
    for (const { bindGroup } of this.#dispatches.slice(first, end)) bindGroup({});
  }

  /**
   * Encodes the steps from `first` to before `end`; all by default.
   * @param outside memory that may be another one in each run: at most one a step
   */
  encode(
    pass: GPUComputePassEncoder,
    outside: Outside = {},
    first = 0,
    end = this.#dispatches.length,
  ): void {
    for (const { pipeline, bindGroup, workgroups } of this.#dispatches.slice(first, end)) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup(outside));
      pass.dispatchWorkgroups(...workgroups);
    }
  }

  /** The buffer of a slot. */
  slot(index: number): GPUBuffer {
    return present(this.#slots[index]);
  }

  /** Frees what the program has to itself. */
  destroy(): void {
    for (const buffer of this.#owned) buffer.destroy();
  }

  #binding(resource: Resource, outside: Outside): GPUBindingResource {
    switch (resource.kind) {
      case 'slot':
        return { buffer: this.slot(resource.slot) };
      case 'constant':
        return { buffer: present(this.#constants[resource.constant]) };
      case 'params':
        return { buffer: this.#params, offset: resource.offset, size: resource.byteLength };
      case 'outside': {
        const memory = present(outside[resource.name]);
        if ('createView' in memory) {
          return memory.createView({ dimension: '2d', mipLevelCount: 1, arrayLayerCount: 1 });
        }
        const { byteLength } = resource;
        return byteLength === undefined ? { buffer: memory } : { buffer: memory, size: byteLength };
      }
    }
  }
}

/** @throws RangeError where a program binds what there is not */
function present<T>(memory: T | undefined): T {
  if (!memory) throw new RangeError('A step binds memory that its program does not have.');
  return memory;
}
