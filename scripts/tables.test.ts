// Chunks: everything that the folders have is in one of them, once.
import { describe, expect, it } from 'vitest';
import { camelCase, pick, refuseHomeless } from './tables/chunks.js';

const items = [{ stem: 'max-pool2d' }, { stem: 'top-k' }];

describe('chunks', () => {
  it('take what there is, in their order', () => {
    expect(pick(items, ['top-k', 'max-pool2d'], 'op')).toEqual([items[1], items[0]]);
    expect(() => pick(items, ['top-5'], 'op')).toThrow('there is no op "top-5"');
  });

  it('leave nothing out, and have nothing twice', () => {
    expect(() => refuseHomeless(items, ['top-k', 'max-pool2d'], 'op')).not.toThrow();
    expect(() => refuseHomeless(items, ['top-k'], 'op')).toThrow('"max-pool2d" is in 0 chunks');
    expect(() => refuseHomeless(items, ['top-k', 'top-k', 'max-pool2d'], 'op')).toThrow(
      '"top-k" is in 2 chunks',
    );
  });
});

it('exports are named after their files', () => {
  expect(camelCase('conv2d-pointwise-tiled')).toBe('conv2dPointwiseTiled');
});
