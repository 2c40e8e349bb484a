// Sums that are computed in float32, in the orders of kernels, against what they may be off.
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../util/random';
import { FLOAT32 } from './number-format';
import { addTap, noTerms, oneTap } from './sum-of-products';
import { roundingsOfSums } from './sum-rounding';

const [TAPS, CHANNELS] = [9, 128];
const round = Math.fround;

type Numbers = (tap: number, channel: number, random: () => number) => number;

const signed: Numbers = (_tap, _channel, random) => 2 * random() - 1;
const flat: Numbers = () => 0.1;

/** Activations and weights that make roundings of different kinds. */
const DATA: Readonly<Record<string, readonly [x: Numbers, w: Numbers]>> = {
  'numbers of both signs': [signed, signed],
  'numbers of one sign': [(...at) => Math.abs(signed(...at)), (...at) => Math.abs(signed(...at))],
  'activations behind ReLU': [(...at) => Math.max(signed(...at), 0), signed],
  'a flat picture': [flat, signed],
  'a flat picture that is averaged': [flat, () => 1 / 3],
  'a picture of three flat planes': [
    (_, channel) => [0.1, 0.7, 0.3][channel % 3] ?? 0,
    () => 1 / 3,
  ],
  'weights of one sign by half of the channels': [
    (...at) => Math.abs(signed(...at)),
    (_tap, channel, random) => (channel < CHANNELS / 2 ? random() : -random()),
  ],
  'weights of one sign by some of the taps': [
    (...at) => Math.abs(signed(...at)),
    (tap, _channel, random) => (tap < 4 ? random() : -random()),
  ],
  'a slope': [(tap, channel) => tap + channel / 100, signed],
  'numbers of all sizes': [
    (...at) => signed(...at) * 2 ** (20 * signed(...at)),
    (...at) => signed(...at) * 2 ** (20 * signed(...at)),
  ],
};

/** A product and a sum, rounded each or together. */
type MultiplyAdd = (sum: number, a: number, b: number) => number;
const apart: MultiplyAdd = (sum, a, b) => round(sum + round(a * b));
const fused: MultiplyAdd = (sum, a, b) => round(sum + a * b);

type Product = (tap: number, channel: number) => readonly [number, number];
type Order = (first: number, at: Product, add: MultiplyAdd) => number;

const ORDERS: Readonly<Record<string, Order>> = {
  'tap by tap': (first, at, add) => {
    let sum = first;
    for (let tap = 0; tap < TAPS; tap++)
      for (let c = 0; c < CHANNELS; c++) sum = add(sum, ...at(tap, c));
    return sum;
  },
  'channel by channel': (first, at, add) => {
    let sum = first;
    for (let c = 0; c < CHANNELS; c++)
      for (let tap = 0; tap < TAPS; tap++) sum = add(sum, ...at(tap, c));
    return sum;
  },
  'words of four by dot products': (first, at, add) => {
    let sum = first;
    for (let tap = 0; tap < TAPS; tap++) {
      for (let c = 0; c < CHANNELS; c += 4) {
        let dot = 0;
        for (let lane = 0; lane < 4; lane++) dot = add(dot, ...at(tap, c + lane));
        sum = round(sum + dot);
      }
    }
    return sum;
  },
  'blocks of 16 channels, the bias last': (first, at, add) => {
    let sum = 0;
    for (let block = 0; block < CHANNELS; block += 16) {
      for (let tap = 0; tap < TAPS; tap++)
        for (let c = block; c < block + 16; c++) sum = add(sum, ...at(tap, c));
    }
    return round(sum + first);
  },
  'eight parts': (first, at, add) => {
    let sum = first;
    for (let part = 0; part < 8; part++) {
      let own = 0;
      for (let tap = 0; tap < TAPS; tap++)
        for (let c = part; c < CHANNELS; c += 8) own = add(own, ...at(tap, c));
      sum = round(sum + own);
    }
    return sum;
  },
};

/** The largest share of its bound that the sum takes in any order, for this many draws of the data. */
function largestShare([x, w]: readonly [Numbers, Numbers], draws: number): number {
  const random = seededRandom(20_261_129);
  let largest = 0;
  for (let draw = 0; draw < draws; draw++) {
    const numbers = (of: Numbers) =>
      Float32Array.from({ length: TAPS * CHANNELS }, (_, i) =>
        of(Math.floor(i / CHANNELS), i % CHANNELS, random),
      );
    const [a, b] = [numbers(x), numbers(w)];
    const first = round(draw % 2 === 0 ? 0 : 5 * random());
    const terms = noTerms(a, b, CHANNELS, TAPS);
    for (let tap = 0; tap < TAPS; tap++) addTap(terms, tap * CHANNELS, tap * CHANNELS);
    const { sum, errors } = roundingsOfSums(FLOAT32);
    const want = sum(first, terms, 1);
    const at: Product = (tap, c) => {
      const i = tap * CHANNELS + c;
      return [a[i] ?? 0, b[i] ?? 0];
    };
    for (const order of Object.values(ORDERS)) {
      for (const add of [apart, fused]) {
        largest = Math.max(largest, Math.abs(order(first, at, add) - want) / (errors[0] ?? 0));
      }
    }
  }
  return largest;
}

describe.each(Object.entries(DATA))('sums of %s', (_name, data) => {
  it('are within half of what they may be off in every order, and need some of it', () => {
    const share = largestShare(data, 60);
    expect(share).toBeLessThan(0.5);
    expect(share).toBeGreaterThan(0.03);
  });
});

it('looks at partial sums, not at the result, and counts ULP at the magnitudes of the terms', () => {
  const [x, w] = [Float32Array.of(100, -100, 0), Float32Array.of(1, 1, 7)];
  const { sum, errors, magnitudes } = roundingsOfSums(FLOAT32);
  expect(sum(0.5, oneTap(x, w, 3), 1)).toBe(0.5);
  expect(magnitudes).toEqual([200.5]);
  // 100.5 and 0.5, and both products, of which the second is as large as the first; a zero is exact.
  const squares = 100.5 ** 2 + 0.5 ** 2 + 2 * (100 ** 2 + 100 ** 2);
  expect(errors[0]).toBeCloseTo(5 * (FLOAT32.ulp / 2) * Math.sqrt(squares), 12);
});

it('divides what averages may be off by what they divide by', () => {
  const [x, w] = [Float32Array.of(4, -2), Float32Array.of(1, 1)];
  const both = [1, 2].map((divisor) => {
    const { sum, errors, magnitudes } = roundingsOfSums(FLOAT32);
    return [sum(0, oneTap(x, w, 2), divisor), errors[0], magnitudes[0]];
  });
  expect(both[1]).toEqual(both[0]?.map((value = 0) => value / 2));
});

it('adds up the errors of equal terms as they are', () => {
  const errorOf = (x: Float32Array<ArrayBuffer>) => {
    const { sum, errors } = roundingsOfSums(FLOAT32);
    sum(0, oneTap(x, new Float32Array(x.length).fill(1), x.length), 1);
    return errors[0] ?? 0;
  };
  const flatMap = new Float32Array(400).fill(1.1);
  const almostFlat = flatMap.map((value, i) => value + (i % 2) * 1e-6);
  expect(errorOf(flatMap) / errorOf(almostFlat)).toBeGreaterThan(10);
});

it('looks at the partial sums channel by channel too, as many kernels add', () => {
  // Tap by tap each sum is small again at once; channel by channel the first half of them adds up.
  const x = Float32Array.from({ length: TAPS * CHANNELS }, (_, i) => 1 + (i % 7) / 8);
  const w = Float32Array.from({ length: TAPS * CHANNELS }, (_, i) => {
    return (i % CHANNELS < CHANNELS / 2 ? 1 : -1) * (1 + (i % 5) / 16);
  });
  const errorOf = (taps: number) => {
    const terms = noTerms(x, w, CHANNELS * (TAPS / taps), taps);
    for (let tap = 0; tap < taps; tap++) addTap(terms, tap * terms.length, tap * terms.length);
    const { sum, errors } = roundingsOfSums(FLOAT32);
    sum(0, terms, 1);
    return errors[0] ?? 0;
  };
  expect(errorOf(TAPS) / errorOf(1)).toBeGreaterThan(3);
});

it('allows sums in blocks less, and what they need', () => {
  // The mean of a flat map: added one by one, each sum rounds to the same side.
  const count = 786_432;
  const x = new Float32Array(count).fill(1000.1);
  const [value = 0] = x;
  const terms = noTerms(x, Float32Array.of(1), 1, count);
  for (let tap = 0; tap < count; tap++) addTap(terms, tap, 0);
  const errorOf = (block?: number) => {
    const { sum, errors } = roundingsOfSums(FLOAT32, block);
    sum(0, terms, count);
    return errors[0] ?? 0;
  };
  const inBlocks = () => {
    let total = 0;
    for (let at = 0; at < count; at += 2 ** 16) {
      let blocks = 0;
      for (let block = at; block < at + 2 ** 16; block += 256) {
        let sum = 0;
        for (let i = block; i < block + 256; i++) sum = round(sum + value);
        blocks = round(blocks + sum);
      }
      total = round(total + blocks);
    }
    return total / count;
  };
  expect(errorOf(256)).toBeLessThan(errorOf() / 500);
  expect(errorOf(256)).toBeLessThan(1e-3 * value);
  expect(Math.abs(inBlocks() - value)).toBeLessThan(errorOf(256) / 2);
});
