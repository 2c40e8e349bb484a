// The ops that are loaded. Those of ordinary networks are there from the start; others load when a graph has them.
import type { Shape } from '../tensor/tensor';
import { CORE_OPS } from './core-ops.gen';
import { rolesOf, type SomeOp } from './op';
import type { Ops } from './ops.gen';
import type { Attributes } from './schema';
import type { StridedAccess } from './strided';

/** Name of an op. */
export type OpName = keyof Ops;

/** The attributes of every op, by op name. */
export type OpAttributes = { [O in OpName]: Attributes<Ops[O]['attributes']> };

/** An op with its attributes. */
export type AnyOp = {
  [O in OpName]: { readonly op: O; readonly attributes: OpAttributes[O] };
}[OpName];

const loaded = new Map<string, SomeOp>();
registerOps(CORE_OPS);

/** Adds ops to those that are loaded: what somebody builds graphs of without waiting. */
export function registerOps(ops: readonly SomeOp[]): void {
  for (const op of ops) loaded.set(op.name, op);
}

/** Loads ops by their names; names that no op has are left alone. */
export async function loadOps(names: readonly string[]): Promise<void> {
  if (names.every((name) => loaded.has(name))) return;
  registerOps((await import('./further-ops.gen')).FURTHER_OPS);
}

/** Ops that are loaded, by a name that may be none. */
export function loadedOp(name: string): SomeOp | null {
  return loaded.get(name) ?? null;
}

/** An op that is loaded. @throws RangeError for any other name */
export function opNamed<O extends OpName>(name: O): Ops[O] {
  const op = loaded.get(name);
  if (!op) throw new RangeError(`The op "${name}" is not loaded.`);
  return op as Ops[O];
}

/** Whether a constant at this input is a weight, which kernels pack, rather than an operand, which is stored as values are. */
export function isWeight(op: OpName, position: number): boolean {
  return rolesOf(opNamed(op))[position]?.isWeight ?? false;
}

/** How a node that only moves numbers reads an x of this shape; null for any other op. */
export function accessOf({ op, attributes }: AnyOp, x: Shape): StridedAccess | null {
  // The union of all ops has no common type of attributes; each op takes its own.
  const { moves }: SomeOp = opNamed(op);
  return moves?.(x, attributes) ?? null;
}
