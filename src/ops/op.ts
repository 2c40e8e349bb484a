// What an op is: its attributes and inputs as data, and pure functions of shapes. It knows no graph.
import type { DType, Shape } from '../tensor/tensor';
import type { Misfit } from './misfit';
import type { Attributes, Schema } from './schema';
import type { StridedAccess } from './strided';

/** Shape and dtype of a value. */
export interface ValueType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * An op. `inputs` are words, one an input: `x`, `w:weight` for what kernels pack for themselves, `b?` for what may be
 * absent, `x+` for one or more.
 */
export interface Op<
  N extends string = string,
  S extends Schema = Schema,
  I extends string = string,
> {
  readonly name: N;
  readonly attributes: S;
  readonly inputs: I;
  /** Types of the outputs. @throws GraphError when the inputs do not fit; there are as many as `inputs` says. */
  infer(
    inputs: InputTuple<I, ValueType>,
    attributes: Attributes<S>,
    misfit: Misfit,
  ): readonly ValueType[];
  /** Multiply-adds, as papers count them; none where it is not given. */
  macs?(inputs: readonly Shape[], y: Shape, attributes: Attributes<S>): number;
  /** Numbers that each of y's is computed from, of ops that slide a window or sum without multiply-adds; else one. */
  reads?(inputs: readonly Shape[], attributes: Attributes<S>): number;
  /** How y is read from x, of ops that only move numbers. */
  moves?(x: Shape, attributes: Attributes<S>): StridedAccess;
  /** Whether only lowerings make it: no file holds it. */
  readonly isLowered?: boolean;
}

/** One item for each input of an op. */
export type InputTuple<I extends string, T> = string extends I
  ? readonly (T | undefined)[]
  : I extends `${infer First} ${infer Rest}`
    ? readonly [...InputItem<First, T>, ...InputTuple<Rest, T>]
    : InputItem<I, T>;

type InputItem<W extends string, T> = W extends `${string}+`
  ? readonly [T, ...T[]]
  : W extends `${string}?${string}`
    ? readonly [(T | undefined)?]
    : readonly [T];

/** An op whatever its attributes are. */
// biome-ignore lint/suspicious/noExplicitAny: functions of attributes are of this type for no common type of attributes
export type SomeOp = Op<string, any, string>;

/** Gives an op its type. */
export function defineOp<const N extends string, const S extends Schema, const I extends string>(
  op: Op<N, S, I>,
): Op<N, S, I> {
  return op;
}

/** An op that only moves numbers. */
export type Move<N extends string, S extends Schema, I extends string> = Op<N, S, I> &
  Required<Pick<Op<N, S, I>, 'moves'>>;

/** Gives an op that only moves numbers its type. */
export function defineMove<const N extends string, const S extends Schema, const I extends string>(
  op: Move<N, S, I>,
): Move<N, S, I> {
  return op;
}

/** An op's input as its word describes it. */
export interface InputRole {
  readonly name: string;
  /** Whether kernels pack a constant there for themselves. */
  readonly isWeight: boolean;
  readonly isOptional: boolean;
  /** Whether any number of inputs may follow. */
  readonly isRepeated: boolean;
}

/** The inputs of an op, in order. */
export function rolesOf({ inputs }: Pick<Op, 'inputs'>): readonly InputRole[] {
  let roles = known.get(inputs);
  if (!roles) {
    roles = inputs.split(' ').map((word) => ({
      name: word.replace(/\W.*/, ''),
      isWeight: word.endsWith(':weight'),
      isOptional: word.includes('?'),
      isRepeated: word.endsWith('+'),
    }));
    known.set(inputs, roles);
  }
  return roles;
}

/** Roles by their words: each node of a graph asks for them. */
const known = new Map<string, readonly InputRole[]>();

/** How many inputs an op may have. */
export function inputCounts(op: Pick<Op, 'inputs'>): { least: number; most: number } {
  const roles = rolesOf(op);
  return {
    least: roles.filter(({ isOptional }) => !isOptional).length,
    most: roles.at(-1)?.isRepeated ? Number.POSITIVE_INFINITY : roles.length,
  };
}

/** The one output of most ops. */
export function f32(shape: Shape): ValueType[] {
  return [{ shape, dtype: 'f32' }];
}
