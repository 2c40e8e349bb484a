// The plan: plain data that says everything a GPU has to do for one inference. It prints as JSON.

import type { Span } from '../kernels/kernel';
import type { BindingType } from '../kernels/shader';
import { type Elements, FLOATS, type Precision } from '../tensor/elements';
import type { DType, Shape } from '../tensor/tensor';
import type { AdapterKind } from '../util/adapter-kind';
import { once } from '../util/lazy';

/** One activation buffer; values whose lifetimes do not meet share it. */
export interface Slot {
  readonly byteLength: number;
}

/** Packed weights or biases of one step. */
export interface PlanConstant {
  readonly name: string;
  /** Packs them, too, where a device does not. */
  readonly byteLength: number;
  /** Packed when it is first asked for; the bits of halves where those are what the plan computes in. Left out of JSON. */
  readonly data: Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
  /** How the device makes it of what the file holds; null where it is uploaded. Left out of JSON. */
  readonly decoding: ConstantDecoding | null;
}

/** One dispatch, once, that fills a constant: coded weights, the constant, Params. */
export interface ConstantDecoding {
  /** Index into the plan's `pipelines`. */
  readonly pipeline: number;
  readonly workgroups: readonly [number, number, number];
  readonly params: ArrayBuffer;
  readonly coded: Uint32Array<ArrayBuffer>;
  /** Of the constant. */
  readonly byteLength: number;
}

/** A constant that is packed when it is first asked for: as elements, or as the floats that it is. */
export function lazyConstant(
  name: string,
  pack: () => Float32Array<ArrayBuffer>,
  elements: Elements = FLOATS,
): PlanConstant {
  const packed = once(() => elements.pack(pack()));
  return {
    name,
    get data() {
      return packed();
    },
    get byteLength() {
      return packed().byteLength;
    },
    decoding: null,
  };
}

/** A constant that the device decodes; it is packed here only when somebody asks for its data. */
export function decodedConstant(
  name: string,
  pack: () => Float32Array<ArrayBuffer>,
  { pipeline, workgroups, params, coded, byteLength }: ConstantDecoding,
): PlanConstant {
  const packed = once(pack);
  return {
    name,
    get data() {
      return packed();
    },
    byteLength,
    decoding: { pipeline, workgroups, params, coded, byteLength },
  };
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

/** One pipeline of a plan; steps that need the same one share it. */
export interface PlanPipeline extends PipelineSpec {
  readonly variant: string;
}

/** What tells a pipeline from all others: the overrides say more than the id. */
export function pipelineKey({ id, overrides }: PipelineSpec): string {
  return `${id} ${JSON.stringify(Object.entries(overrides).sort())}`;
}

/** What is bound at one binding of a step. */
export type Resource =
  | { readonly kind: 'slot'; readonly slot: number }
  | { readonly kind: 'constant'; readonly constant: number }
  | { readonly kind: 'params'; readonly offset: number; readonly byteLength: number };

/** One dispatch. */
export interface Step {
  readonly node: string;
  readonly op: string;
  /** Index into `pipelines`. */
  readonly pipeline: number;
  /** In binding order. */
  readonly resources: readonly Resource[];
  readonly workgroups: readonly [number, number, number];
}

/** A value that comes from outside or is read back. */
export interface Port {
  readonly name: string;
  /** NHWC or [n, c]. */
  readonly shape: Shape;
  readonly dtype: DType;
  readonly slot: number;
  /** Place in the slot's NHWC4 pixels. */
  readonly span: Span;
}

/** One inference. */
export interface Plan {
  readonly graph: string;
  readonly adapter: AdapterKind;
  readonly precision: Precision;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly slots: readonly Slot[];
  readonly constants: readonly PlanConstant[];
  readonly pipelines: readonly PlanPipeline[];
  /** All Params, each at an offset that WebGPU allows a uniform binding to have. Left out of JSON. */
  readonly params: ArrayBuffer;
  readonly steps: readonly Step[];
}

/** Bytes that a port's number takes on the device. */
export function elementBytes({ precision }: Plan, { dtype }: Port): number {
  return precision === 'f16' && dtype === 'f32' ? 2 : 4;
}

/** Bytes of all slots: what activations take on the GPU at any time. */
export function activationByteLength(plan: Plan): number {
  return plan.slots.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** Constants that have a buffer of their own: those of several steps may be the same array. */
export function storedConstants({ constants }: Plan): PlanConstant[] {
  const stored = new Map(
    constants.map((constant) => [constant.decoding ?? constant.data, constant] as const),
  );
  return [...stored.values()];
}

/** Bytes of all packed weights and biases on the GPU. */
export function weightByteLength(plan: Plan): number {
  return storedConstants(plan).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** Bytes that cross to the GPU when the plan is set up. */
export function uploadByteLength(plan: Plan): number {
  return storedConstants(plan).reduce(
    (sum, { byteLength, decoding }) =>
      sum + (decoding ? decoding.coded.byteLength + decoding.params.byteLength : byteLength),
    plan.params.byteLength,
  );
}
