// Spans of channels, counted word by word.
import { describe, expect, it } from 'vitest';
import { channelAt, mergesLanes, shiftsLanes, spanWords } from './channel-span';
import { type Operand, operandInside, type Span } from './kernel';
import { callOf } from './kernels.fixtures';

const span = (first: number, end: number): Span => ({ pixels: 1, words: 8, first, end });
const inside = (channels: number, first: number, buffer: number): Operand =>
  operandInside([1, 1, 1, channels], first, buffer);
const copies = (x: Operand, y: Operand) => callOf('copy', [x], [y]);

describe('spanWords', () => {
  it.each([
    [0, 4, 1],
    [0, 8, 2],
    [3, 5, 2],
    [3, 4, 1],
    [4, 5, 1],
    [5, 12, 2],
    [1, 9, 3],
  ])('channels %i to %i touch %i words', (first, end, words) => {
    expect(spanWords(span(first, end))).toBe(words);
  });
});

describe('channelAt', () => {
  it('counts from the first channel of the span, negative for lanes before it', () => {
    const lanes = [0, 1, 2, 3];
    expect(lanes.map((lane) => channelAt(span(6, 10), 0, lane))).toEqual([-2, -1, 0, 1]);
    expect(lanes.map((lane) => channelAt(span(6, 10), 1, lane))).toEqual([2, 3, 4, 5]);
  });
});

describe('mergesLanes', () => {
  const x = inside(8, 0, 8);

  it('is not needed for a whole buffer, whatever its channels', () => {
    expect(mergesLanes(copies(x, inside(5, 0, 5)))).toBe(false);
  });

  it('is needed where the span starts or ends inside a word', () => {
    expect(mergesLanes(copies(x, inside(4, 3, 8)))).toBe(true);
    expect(mergesLanes(copies(x, inside(3, 0, 8)))).toBe(true);
    expect(mergesLanes(copies(x, inside(4, 4, 8)))).toBe(false);
  });

  it('is not needed where the span reaches the padding of the last word', () => {
    expect(mergesLanes(copies(x, inside(3, 4, 7)))).toBe(false);
  });
});

describe('shiftsLanes', () => {
  it('is needed where x and y start in other lanes', () => {
    expect(shiftsLanes(copies(inside(4, 2, 8), inside(4, 4, 8)))).toBe(true);
    expect(shiftsLanes(copies(inside(4, 4, 8), inside(4, 0, 8)))).toBe(false);
    expect(shiftsLanes(copies(inside(4, 2, 6), inside(4, 0, 4)))).toBe(true);
  });

  it('is needed where y has to be merged', () => {
    expect(shiftsLanes(copies(inside(3, 4, 8), inside(3, 0, 8)))).toBe(true);
  });
});
