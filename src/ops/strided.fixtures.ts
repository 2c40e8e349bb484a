// Accesses and chains of ops that only move numbers, and what they read when every step is written down.
import fc from 'fast-check';
import type { Shape } from '../tensor/tensor';
import { product } from '../util/math';
import { composeAccess } from './compose-access';
import { inferFrom, nodeOf } from './ops.fixtures';
import type { AnyOp } from './registry';
import { accessOf } from './registry';
import type { StridedAccess } from './strided';

/** Kinds of ops in chains: an axis is split in two, or all from one on are merged. */
export type MovementKind = 'transpose' | 'slice' | 'split' | 'merge';

/** Ops that only move numbers, one applied to the other's result. */
export interface Chain {
  readonly shape: Shape;
  readonly ops: readonly AnyOp[];
}

/** What decides axes, factors and steps of a chain. */
const seeds = fc.array(fc.nat(2 ** 31 - 1), { minLength: 40, maxLength: 40 });

/** The places that an access reads, in its order. */
export function placesOf({ offset, sizes, strides }: StridedAccess): number[] {
  return sizes.reduce(
    (places, size, axis) =>
      places.flatMap((place) =>
        Array.from({ length: size }, (_, i) => place + i * (strides[axis] ?? 0)),
      ),
    [offset],
  );
}

/** The places that `outer` reads of what `inner` reads. */
export function placesInTurn(outer: StridedAccess, inner: StridedAccess): number[] {
  const materialised = placesOf(inner);
  return placesOf(outer).map((place) => materialised[place] ?? Number.NaN);
}

/** Any access, from the first place where it stays at 0 or above. */
export const accesses = fc
  .array(
    fc.record({ size: fc.integer({ min: 1, max: 4 }), stride: fc.integer({ min: -6, max: 12 }) }),
    { minLength: 1, maxLength: 5 },
  )
  .map((axes) => {
    const sizes = axes.map(({ size }) => size);
    const strides = axes.map(({ stride }) => stride);
    return { offset: 0 - least({ sizes, strides }), sizes, strides };
  });

/** Chains of these kinds of ops on tensors of up to four axes. */
export const chainsOf = (...kinds: readonly MovementKind[]) =>
  fc
    .record({
      shape: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
      kinds: fc.array(fc.constantFrom(...kinds), { minLength: 2, maxLength: 5 }),
      seeds,
    })
    .map((given): Chain => {
      const choices = [...given.seeds];
      const choose = (count: number) => (choices.shift() ?? 0) % count;
      let { shape }: { shape: Shape } = given;
      const ops = given.kinds.map((kind) => {
        const op = movementOf(kind, shape, choose);
        shape = inferFrom(nodeOf(op.op, 'y', ['x'], op.attributes), [shape])[0]?.shape ?? [];
        return op;
      });
      return { shape: given.shape, ops };
    });

/** One access for a whole chain; null where two of its ops do not join. */
export function composed(chain: Chain): StridedAccess | null {
  const [first, ...rest] = accessesOf(chain);
  return rest.reduce<StridedAccess | null>(
    (inner, outer) => inner && composeAccess(outer, inner),
    first ?? null,
  );
}

/** The places that a chain reads when every op's result is written down. */
export function placesByTurns(chain: Chain): number[] {
  return accessesOf(chain).reduce(
    (materialised, access) => placesOf(access).map((place) => materialised[place] ?? Number.NaN),
    Array.from({ length: product(chain.shape) }, (_, place) => place),
  );
}

/** Every op's own access, and the shape that it leaves. */
function accessesOf({ shape, ops }: Chain): StridedAccess[] {
  let current = shape;
  return ops.map((op) => {
    const access = accessOf(op, current);
    if (!access) throw new RangeError(`${op.op} is no movement.`);
    current = inferFrom(nodeOf(op.op, 'y', ['x'], op.attributes), [current])[0]?.shape ?? [];
    return access;
  });
}

function least({ sizes, strides }: Omit<StridedAccess, 'offset'>): number {
  return sizes.reduce((sum, size, axis) => sum + Math.min((size - 1) * (strides[axis] ?? 0), 0), 0);
}

function movementOf(kind: MovementKind, shape: Shape, choose: (count: number) => number): AnyOp {
  const axis = choose(shape.length);
  const size = shape[axis] ?? 1;
  switch (kind) {
    case 'transpose': {
      const rest = shape.map((_, at) => at);
      const permutation = shape.map(() => rest.splice(choose(rest.length), 1)[0] ?? 0);
      return { op: 'transpose', attributes: { permutation } };
    }
    case 'slice': {
      const step = (1 + choose(2)) * (choose(2) === 0 ? 1 : -1);
      const start = choose(size);
      const room = step > 0 ? size - 1 - start : start;
      const count = 1 + Math.floor(room / Math.abs(step));
      const all = (value: number) => shape.map(() => value);
      return {
        op: 'slice',
        attributes: {
          starts: all(0).with(axis, start),
          steps: all(1).with(axis, step),
          sizes: [...shape].with(axis, count),
        },
      };
    }
    case 'split': {
      const factor = [2, 3, 5, 1].find((candidate) => size % candidate === 0) ?? 1;
      const split = [...shape.slice(0, axis), factor, size / factor, ...shape.slice(axis + 1)];
      return { op: 'reshape', attributes: { shape: split } };
    }
    default: {
      const merged = [...shape.slice(0, axis), product(shape.slice(axis))];
      return { op: 'reshape', attributes: { shape: merged } };
    }
  }
}
