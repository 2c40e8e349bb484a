// Sizes that are refused, and channels rounded to eights.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { checkSizes, checkWidthMultiplier, roundChannels } from './sizes';

describe('checkSizes', () => {
  it('names the network, the size and its value', () => {
    expect(() => checkSizes('AlexNet', { batch: 1, classes: 2.5 })).toThrow(GraphError);
    expect(() => checkSizes('AlexNet', { batch: 1, classes: 2.5 })).toThrow(
      'AlexNet needs a positive whole number for classes, got 2.5.',
    );
    expect(() => checkSizes('AlexNet', { batch: 1, classes: 2 })).not.toThrow();
  });
});

describe('checkWidthMultiplier', () => {
  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s', (alpha) => {
    expect(() => checkWidthMultiplier('Net', alpha)).toThrow(GraphError);
    expect(() => checkWidthMultiplier('Net', alpha)).toThrow(
      `alpha must be above 0, got ${alpha}.`,
    );
  });

  it('takes what is above 0', () => {
    expect(() => checkWidthMultiplier('Net', 1.4)).not.toThrow();
  });
});

describe('roundChannels', () => {
  // 11.2 would lose 29 % in 8; 18 rounds to 16, which keeps 89 %, less than nine tenths: 24.
  it.each([
    [1, 8],
    [8, 8],
    [11.2, 16],
    [12, 16],
    [17, 16],
    [18, 24],
    [22.4, 24],
    [44.8, 48],
    [134.4, 136],
    [320, 320],
  ])('of %s gives %s', (channels, rounded) => {
    expect(roundChannels(channels)).toBe(rounded);
  });
});
