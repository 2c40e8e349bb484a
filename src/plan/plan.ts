// The plan: the program of one inference, and where its inputs and outputs lie. It prints as JSON.

import type { Span } from '../kernels/kernel';
import type { Packing } from '../kernels/packing';
import { type Elements, FLOATS, type Precision } from '../tensor/elements';
import type { DType, Shape } from '../tensor/tensor';
import type { AdapterKind } from '../util/adapter-kind';
import { atOnce, stepsOf } from '../util/at-once';
import type { Constant, PipelineSpec, Program, Resource, Step } from './program';

/** Packed weights or biases of one step: the bits of halves where those are what the plan computes in. */
export interface PlanConstant extends Constant {
  readonly data: Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
  /** Whether another program writes it once: its buffer begins with zeros then, and `data` stays on the CPU. */
  readonly isDecoded: boolean;
  /** What `data` gives, in steps. */
  readonly dataSteps: () => Generator<void, PlanConstant['data']>;
  /** Constants of one packing share a buffer. Left out of JSON. */
  readonly packing: Packing;
}

/** One pipeline of a plan; steps that need the same one share it. */
export interface PlanPipeline extends PipelineSpec {
  readonly variant: string;
}

/** The dispatch of one node. */
export interface PlanStep extends Step {
  readonly op: string;
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

/** Long work in several submits, between which others have the device. */
export interface Turns {
  /** The plan's dispatches; in place of long ones, their parts. */
  readonly program: Program;
  /** Of each step of the plan, its first in the program, and the end. */
  readonly starts: readonly number[];
  /** The steps of the program that begin a turn, but for the first. */
  readonly cuts: readonly number[];
}

/** One inference. */
export interface Plan extends Program {
  readonly adapter: AdapterKind;
  readonly precision: Precision;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly constants: readonly PlanConstant[];
  readonly pipelines: readonly PlanPipeline[];
  readonly steps: readonly PlanStep[];
  /**
   * Fills the constants that are decoded, which are its `outside`, each by its index. It has the plan's own pipelines. Null
   * where all are uploaded. Left out of JSON.
   */
  readonly decoding: Program | null;
  /** Of a plan with much to compute. */
  readonly turns?: Turns;
}

/** A constant as elements, or as the floats that it is. One that the device decodes is packed only if somebody asks for its data. */
export function lazyConstant(
  name: string,
  packing: Packing,
  elements: Elements = FLOATS,
  isDecoded = false,
): PlanConstant {
  const dataSteps = function* () {
    return yield* stepsOf(elements.pack(yield* stepsOf(packing.pack())));
  };
  return {
    name,
    packing,
    dataSteps,
    get data() {
      return atOnce(dataSteps());
    },
    byteLength: packing.length * elements.byteLength,
    isDecoded,
  };
}

/** Bytes that a port's number takes on the device. */
export function elementBytes({ precision }: Plan, { dtype }: Port): number {
  return precision === 'f16' && dtype === 'f32' ? 2 : 4;
}

/** Bytes of all slots: what activations take on the GPU at any time. */
export function activationByteLength(plan: Plan): number {
  return sumOf(plan.slots);
}

/** Constants that have a buffer of their own. */
export function storedConstants({ constants }: Plan): PlanConstant[] {
  return [...new Map(constants.map((each) => [each.packing, each])).values()];
}

/** Bytes of all packed weights and biases on the GPU. */
export function weightByteLength(plan: Plan): number {
  return sumOf(storedConstants(plan));
}

/** Bytes that cross to the GPU when the plan is set up. */
export function uploadByteLength(plan: Plan): number {
  const { decoding } = plan;
  const uploaded = storedConstants(plan).filter(({ isDecoded }) => !isDecoded);
  const coded = decoding ? sumOf(decoding.constants) + decoding.params.byteLength : 0;
  return plan.params.byteLength + sumOf(uploaded) + coded;
}

/** The steps up to the last one that writes one of these slots. */
export function stepsFor({ steps, pipelines }: Plan, slots: ReadonlySet<number>): number {
  const writes = (resource: Resource, type?: string) =>
    type === 'storage' && resource.kind === 'slot' && slots.has(resource.slot);
  const last = steps.findLastIndex(({ resources, pipeline }) =>
    resources.some((resource, binding) => writes(resource, pipelines[pipeline]?.bindings[binding])),
  );
  return last + 1;
}

function sumOf(memory: readonly { readonly byteLength: number }[]): number {
  return memory.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
