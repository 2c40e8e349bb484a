// Attributes of ops as data. A schema gives each attribute a word, and types, the container's parsers and listings follow.
import type { Activation, Quantization } from './elementwise/functions';
import type { Pads } from './window';

/** What each word stands for. */
export interface FieldTypes {
  flag: boolean;
  /** A finite or infinite number. */
  real: number;
  realPair: readonly [number, number];
  /** A whole number above zero. */
  size: number;
  sizePair: readonly [number, number];
  sizeTriple: readonly [number, number, number];
  /** A whole number of pixels, above zero. */
  pixels: number;
  /** Pixels, [vertical, horizontal]. */
  pixelPair: readonly [number, number];
  pads: Pads;
  activation: Activation;
  quantization: Quantization;
  /** Sizes of a value's axes. */
  shape: readonly number[];
  /** Numbers of axes, one for each axis. */
  axes: readonly number[];
  /** A place among a value's numbers. */
  position: number;
  /** Places along axes, one for each axis. */
  positions: readonly number[];
  /** Distances along axes, one for each axis; they may be negative. */
  steps: readonly number[];
  /** Sizes of an access's axes, of which there may be more than a value has. */
  walk: readonly number[];
  /** Distances between numbers, one for each axis of a walk. */
  strides: readonly number[];
}

/** A kind of attribute. */
export type Word = keyof FieldTypes;

/** One of several texts or numbers. */
export type Choice = readonly (string | number)[];

/** An attribute: a word, with a question mark where it may be absent, or a choice. */
export type Field = Word | `${Word}?` | Choice | { readonly optional: Choice };

/** An op's attributes by name. */
export type Schema = Readonly<Record<string, Field>>;

type FieldType<F> = F extends `${infer W extends Word}?`
  ? FieldTypes[W]
  : F extends Word
    ? FieldTypes[F]
    : F extends Choice
      ? F[number]
      : F extends { readonly optional: infer C extends Choice }
        ? C[number]
        : never;

type OptionalField = `${Word}?` | { readonly optional: Choice };

type Flat<T> = { [K in keyof T]: T[K] };

/** The attributes that a schema describes. */
export type Attributes<S> = Flat<
  {
    readonly [K in keyof S as S[K] extends OptionalField ? never : K]: FieldType<S[K]>;
  } & {
    readonly [K in keyof S as S[K] extends OptionalField ? K : never]?: FieldType<S[K]>;
  }
>;
