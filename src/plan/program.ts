// A program: plain data that says everything a GPU has to do for one job. A network is one; so are the decoding of its weights,
// a picture's way to its input, and a tensor's way between a user's buffer and a network's.
import type { Workgroups } from '../kernels/kernel';
import { type BindingType, bindingsOf, entryPointOf, type Shader } from '../kernels/shader';
import { roundUp } from '../util/math';

/** WebGPU's default minUniformBufferOffsetAlignment, which every adapter has. */
const UNIFORM_ALIGNMENT = 256;

/** One buffer that steps write and read. */
export interface Slot {
  readonly byteLength: number;
}

/** One buffer that steps only read. */
export interface Constant {
  readonly name: string;
  readonly byteLength: number;
  /** Packed each time that it is asked for. Left out of JSON. */
  readonly data: ArrayBufferView<ArrayBuffer>;
}

/** What a compute pipeline is compiled from. */
export interface PipelineSpec {
  readonly id: string;
  /** Kernel and variant, without what they are specialised for; what is no kernel has none. */
  readonly variant?: string;
  readonly shader: string;
  readonly entryPoint: string;
  readonly bindings: readonly BindingType[];
  readonly overrides: Readonly<Record<string, number>>;
  /** WGSL; left out of JSON. */
  readonly code: string;
}

/** What is bound at one binding of a step. */
export type Resource =
  | { readonly kind: 'slot'; readonly slot: number }
  | { readonly kind: 'constant'; readonly constant: number }
  | { readonly kind: 'params'; readonly offset: number; readonly byteLength: number }
  /** A buffer or a texture of somebody else's, by name; of a buffer perhaps only the first bytes. */
  | { readonly kind: 'outside'; readonly name: string; readonly byteLength?: number };

/** One dispatch. */
export interface Step {
  readonly node: string;
  /** Index into `pipelines`. */
  readonly pipeline: number;
  /** In binding order. */
  readonly resources: readonly Resource[];
  readonly workgroups: Workgroups;
}

/** The dispatches of one job, in order, and the memory that they bind. */
export interface Program {
  readonly name: string;
  readonly pipelines: readonly PipelineSpec[];
  readonly slots: readonly Slot[];
  readonly constants: readonly Constant[];
  /** All Params, each at an offset that WebGPU allows a uniform binding to have. Left out of JSON. */
  readonly params: ArrayBuffer;
  readonly steps: readonly Step[];
}

/** What tells a pipeline from all others: the overrides say more than the id. */
export function pipelineKey({ id, overrides }: PipelineSpec): string {
  return `${id} ${JSON.stringify(Object.entries(overrides).sort())}`;
}

/** A pipeline of a shader with its text and numbers. */
export function pipelineOf(
  shader: Shader,
  { id, code, overrides }: Pick<PipelineSpec, 'id' | 'code' | 'overrides'>,
): PipelineSpec {
  return {
    id,
    shader: shader.stem,
    entryPoint: entryPointOf(shader),
    bindings: bindingsOf(shader),
    overrides,
    code,
  };
}

/** Gathers the Params of a program's steps. */
export class ParamsCollector {
  readonly #parts: { readonly params: ArrayBuffer; readonly offset: number }[] = [];
  #byteLength = 0;

  /** Where the Params of a step come to lie. */
  add(params: ArrayBuffer): Resource {
    const offset = this.#byteLength;
    this.#parts.push({ params, offset });
    this.#byteLength = roundUp(offset + params.byteLength, UNIFORM_ALIGNMENT);
    return { kind: 'params', offset, byteLength: params.byteLength };
  }

  /** All of them. */
  join(): ArrayBuffer {
    const bytes = new Uint8Array(this.#byteLength);
    for (const { params, offset } of this.#parts) bytes.set(new Uint8Array(params), offset);
    return bytes.buffer;
  }
}
