// Shape inference of fully-connected layers, sums and products, reshapes, borders and normalisation.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../../errors';
import type { Shape } from '../../tensor/tensor';
import { inferFrom, nodeOf } from '../ops.fixtures';
import type { OpName } from '../registry';
import { evenPads } from '../window';

function infer(op: OpName, inputs: readonly Shape[], attributes: object = {}): Shape {
  const [output] = inferFrom(nodeOf(op, 'node1', [], attributes), inputs);
  expect(output?.dtype).toBe('f32');
  return output?.shape ?? [];
}

function expectMisfit(
  op: OpName,
  inputs: readonly Shape[],
  words: RegExp,
  attributes: object = {},
): void {
  const attempt = () => infer(op, inputs, attributes);
  expect(attempt).toThrow(GraphError);
  expect(attempt).toThrow(`Node "node1" (${op})`);
  expect(attempt).toThrow(words);
}

const MAP = [2, 3, 5, 4];

describe('shape of a fully-connected layer', () => {
  const apply = (...inputs: Shape[]) => infer('fully-connected', inputs);

  it('is one number per image and row of the weights', () => {
    expect(apply([2, 7], [9, 7])).toEqual([2, 9]);
    expect(apply(MAP, [9, 60])).toEqual([2, 9]);
    expect(apply(MAP, [9, 60], [9])).toEqual([2, 9]);
  });

  it.each<[Shape[], RegExp]>([
    [[MAP, [9, 4]], /cannot apply weights \[9, 4\] to \[2, 3, 5, 4\]/],
    [[MAP, [60, 9]], /cannot apply weights \[60, 9\]/],
    [[MAP, [9, 60, 1, 1]], /cannot apply weights \[9, 60, 1, 1\]/],
    [[MAP], /needs x, w and b \(or none\)/],
    [[[7], [9, 1]], /cannot apply weights \[9, 1\] to \[7\]/],
    [[MAP, [9, 60], [60]], /needs a bias of 9, got \[60\]/],
    [[MAP, [9, 60], [1, 9]], /needs a bias of 9, got \[1, 9\]/],
  ])('refuses %j', (inputs, words) => {
    expectMisfit('fully-connected', inputs, words);
  });
});

describe.each<OpName>(['add', 'mul'])('shape of %s', (op) => {
  it.each<[string, Shape, Shape]>([
    ['the same shape', MAP, MAP],
    ['one vector per image', MAP, [2, 1, 1, 4]],
    ['one vector', MAP, [4]],
    ['vectors', [2, 10], [2, 10]],
    ['one vector beside vectors', [2, 10], [10]],
  ])('is that of its first input, beside %s', (_, a, b) => {
    expect(infer(op, [a, b])).toEqual(a);
  });

  it.each<[string, Shape, Shape]>([
    ['other channels', MAP, [3]],
    ['one vector for two images', MAP, [1, 1, 1, 4]],
    ['other sizes', MAP, [2, 5, 3, 4]],
    ['one row', MAP, [2, 1, 5, 4]],
    ['one channel', MAP, [2, 3, 5, 1]],
    ['a matrix', MAP, [2, 4]],
    ['a vector per image beside vectors', [2, 4], [2, 1, 1, 4]],
    ['a larger second input', [2, 1, 1, 4], MAP],
  ])('refuses %s', (_, a, b) => {
    expectMisfit(op, [a, b], /cannot broadcast \[.*\] to \[/);
  });

  it('refuses to do without a second input', () => {
    expectMisfit(op, [MAP], /needs a and b/);
  });
});

describe('shape of reshape', () => {
  it('is the one asked for', () => {
    expect(infer('reshape', [MAP], { shape: [2, 60] })).toEqual([2, 60]);
    expect(infer('reshape', [[2, 60]], { shape: MAP })).toEqual(MAP);
  });

  it.each([[[2, 61]], [[120, 2]], [[]], [[-1, 60]], [[2, Number.NaN]]])('refuses %j', (shape) => {
    expectMisfit('reshape', [MAP], /cannot reshape \[2, 3, 5, 4\] to \[/, { shape });
  });
});

describe('shape of pad2d', () => {
  it('grows by each side', () => {
    const pads = { top: 1, left: 2, bottom: 3, right: 4 };
    expect(infer('pad2d', [MAP], { pads, value: 0 })).toEqual([2, 7, 11, 4]);
  });

  it.each([-1, 0.5, Number.NaN])('refuses a border of %s', (top) => {
    const pads = { ...evenPads(0), top };
    expectMisfit('pad2d', [MAP], /has pads .*whole numbers, 0 or more/, { pads, value: 0 });
  });

  it('refuses vectors', () => {
    expectMisfit('pad2d', [[2, 4]], /needs a feature map/, { pads: evenPads(1), value: 0 });
  });
});

describe('shape of local response normalisation', () => {
  it('stays as it is', () => {
    expect(infer('local-response-norm', [MAP], { size: 5 })).toEqual(MAP);
  });

  it.each([0, -1, 2.5, Number.NaN])('refuses to sum over %s channels', (size) => {
    expectMisfit('local-response-norm', [MAP], /it must be 1 or more/, { size });
  });

  it('refuses vectors', () => {
    expectMisfit('local-response-norm', [[2, 4]], /needs a feature map/, { size: 5 });
  });
});
