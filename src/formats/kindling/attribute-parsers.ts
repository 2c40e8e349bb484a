// Parsers of what a file says of its nodes: one for each word of the ops' schemas.
import { MOST_AXES, MOST_ELEMENTS } from '../../graph/limits';
import {
  type Activation,
  type ActivationName,
  FUNCTIONS,
  type Quantization,
} from '../../ops/elementwise/functions';
import type { Choice, Field, FieldTypes, Schema, Word } from '../../ops/schema';
import type { Pads } from '../../ops/window';
import type { Shape } from '../../tensor/tensor';
import { product } from '../../util/math';
import {
  type Fields,
  flag,
  list,
  number,
  object,
  objectWith,
  oneOf,
  optional,
  type Parse,
  pair,
  refusal,
  triple,
  whole,
} from './json-parts';

/** Axes of an access before they are joined, which may be more than x and y have. */
const MOST_STRIDES = 16;

const size = whole(1, 2 ** 31 - 1);
const sizes = list(size, 1, MOST_AXES);
const pixels = whole(1, 2 ** 16);

/** Sizes of a value's axes, all above 0, and no more elements than can be held. */
export const shape: Parse<Shape> = (json, path) => {
  const axes = sizes(json, path);
  const count = product(axes);
  if (count <= MOST_ELEMENTS) return axes;
  throw refusal(json, path, `a shape of at most ${MOST_ELEMENTS} elements (not ${count})`);
};

const pad = whole(0, 2 ** 16);
const pads = object<Pads>({ top: pad, left: pad, bottom: pad, right: pad });

/** What is no number makes no sense in any attribute. */
const real = number('a number other than NaN', (value) => !Number.isNaN(value));

/** Between two numbers that a quantised value can be. */
const step = number('a scale above 0', (value) => value > 0 && value < Number.POSITIVE_INFINITY);

const quantization = object<Quantization>({ scale: step, low: real, high: real });

const PARAMETERS = { real, realPair: pair(real), quantization };

/** Activations with numbers of their own, by their only key, and the names of the others. */
const activation = activationParser();

const position = whole(0, MOST_ELEMENTS);
const stride = whole(-MOST_ELEMENTS, MOST_ELEMENTS);

const PARSERS: { readonly [W in Word]: Parse<FieldTypes[W]> } = {
  flag,
  real,
  realPair: PARAMETERS.realPair,
  size,
  sizePair: pair(size),
  sizeTriple: triple(size),
  pixels,
  pixelPair: pair(pixels),
  pads,
  activation,
  quantization,
  shape,
  axes: list(whole(0, MOST_AXES - 1), 1, MOST_AXES),
  position,
  positions: list(position, 1, MOST_AXES),
  steps: list(stride, 1, MOST_AXES),
  walk: list(size, 1, MOST_STRIDES),
  strides: list(stride, 1, MOST_STRIDES),
};

/** A parser of the attributes that a schema describes: these and no others. */
export function attributesParser(schema: Schema): Parse<object> {
  const fields = Object.entries(schema).map(([name, field]) => [name, fieldParser(field)]);
  return object(Object.fromEntries(fields) as Fields<object>);
}

function fieldParser(field: Field): Parse<unknown> {
  if (typeof field === 'string') {
    const parse: Parse<unknown> = PARSERS[field.replace('?', '') as Word];
    return field.endsWith('?') ? optional(parse) : parse;
  }
  return 'optional' in field ? optional(choice(field.optional)) : choice(field);
}

function choice(words: Choice): Parse<unknown> {
  return oneOf(words, words.join(' or '));
}

function activationParser(): Parse<Activation> {
  const rows = Object.entries(FUNCTIONS) as [
    ActivationName,
    { takes: keyof typeof PARAMETERS | null },
  ][];
  const names = rows.flatMap(([name, { takes }]) => (takes ? [] : [name]));
  const withNumbers = objectWith<Activation>(
    Object.fromEntries(
      rows.flatMap(([name, { takes }]) =>
        takes ? [[name, object({ [name]: PARAMETERS[takes] }) as Parse<Activation>]] : [],
      ),
    ),
    'an activation',
  );
  const named = oneOf(names, 'an activation') as Parse<Activation>;
  return (json, path) => (typeof json === 'string' ? named : withNumbers)(json, path);
}
