import { describe, expect, it } from 'vitest';
import { networkWith, resultsWith } from './bench.fixtures';
import { compareResults, meanRatio } from './compare-results';

/** A network that takes so long. */
function timed(name: string, median: number) {
  return networkWith({ name, inferenceMs: { median, p10: median, p90: median } });
}

describe('compareResults', () => {
  it('gives how many times longer the other takes, by name', () => {
    const own = resultsWith({ networks: [timed('a', 10), timed('b', 4)] });
    const other = resultsWith({ networks: [timed('b', 1), timed('a', 40)] });
    const compared = compareResults(own, other);
    expect(compared.map(({ name, ratio }) => [name, ratio])).toEqual([
      ['a', 4],
      ['b', 0.25],
    ]);
    // Four times as long and a quarter cancel out.
    expect(meanRatio(compared)).toBeCloseTo(1, 12);
  });

  it('shows what only one of them has, without a ratio', () => {
    const compared = compareResults(
      resultsWith({ networks: [timed('a', 1)] }),
      resultsWith({ networks: [timed('c', 1)] }),
    );
    expect(
      compared.map(({ name, own, other, ratio }) => [name, own !== null, other !== null, ratio]),
    ).toEqual([
      ['a', true, false, null],
      ['c', false, true, null],
    ]);
    expect(meanRatio(compared)).toBeNull();
  });
});
