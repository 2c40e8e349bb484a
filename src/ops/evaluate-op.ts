// Computes one op on the CPU: the oracle that every kernel and pass is held against.

import { type Shape, type Tensor, zeros } from '../tensor/tensor';
import { COMPUTES } from './computes.gen';
import { type FusedOp, isFused, typedLayers } from './fused-op';
import { rolesOf } from './op';
import { loadedOp, type OpName } from './registry';
import type { Summation } from './sum-of-products';

/** An op with its attributes, and what it reads. */
export interface OpCall {
  readonly op: OpName;
  readonly attributes: object;
  readonly inputs: readonly Tensor[];
  /** Of what it gives. */
  readonly shapes: readonly Shape[];
}

type AnyCompute = (
  inputs: readonly Tensor[],
  attributes: object,
  shapes: readonly Shape[],
  sum?: Summation,
) => Tensor[];

/**
 * Computes an op; `sum` adds up the terms of ops that are sums of products. What a fused op gives between its layers is rounded
 * to float32, as they would each round it.
 */
export function evaluateOp(call: OpCall, sum?: Summation): Tensor[] {
  const { op, attributes, inputs, shapes } = call;
  const fused = fusedOpOf(call);
  if (fused) {
    const layers = evaluateLayers(fused, attributes, inputs);
    return layers.slice(-1).map(({ result }) => result);
  }
  // The table's index type ties op to attributes; TypeScript loses that tie for a union of ops.
  const compute = COMPUTES[op as keyof typeof COMPUTES] as AnyCompute;
  return compute(inputs, attributes, shapes, sum);
}

/** The op where it is layers; null where it is one. */
export function fusedOpOf({ op }: OpCall): FusedOp<string, never> | null {
  if (op in COMPUTES) return null;
  const found = loadedOp(op);
  return found && isFused(found) ? found : null;
}

/** A layer of a fused op with the tensors that it reads and gives. */
export interface ComputedLayer {
  readonly call: OpCall;
  /** Names of what it reads, and of what it gives. */
  readonly reads: readonly string[];
  readonly gives: string;
  readonly result: Tensor;
}

/** Computes the layers of a fused op one after the other. */
export function evaluateLayers(
  op: FusedOp<string, never>,
  attributes: object,
  inputs: readonly Tensor[],
): ComputedLayer[] {
  const values = new Map(
    rolesOf(op).map(({ name }, index) => [name, inputs[index] ?? zeros([0])] as const),
  );
  return typedLayers(op, inputs, attributes as never).map((layer) => {
    const call: OpCall = {
      op: layer.op.name as OpName,
      attributes: layer.attributes,
      inputs: layer.inputs.map((name) => values.get(name) ?? zeros([0])),
      shapes: [layer.result.shape],
    };
    const [result = zeros([0])] = evaluateOp(call);
    values.set(layer.output, result);
    return { call, reads: layer.inputs, gives: layer.output, result };
  });
}
