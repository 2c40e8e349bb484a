import { describe, expect, it } from 'vitest';
import { networkWith, resultsWith } from './bench.fixtures';
import { parseResults, printResults, ResultsError } from './results';

/** A saved file with one thing in it changed. */
function damaged(change: (data: ReturnType<typeof resultsWith>) => unknown): string {
  return JSON.stringify(change(resultsWith()));
}

describe('parseResults', () => {
  it('reads what printResults writes', () => {
    const results = resultsWith({
      variants: [
        {
          ...{ network: 'n', runs: 2, seen: 1, of: 3 },
          shapes: [
            {
              layers: ['a', 'b'],
              shape: 's',
              macs: 9,
              chosen: 'x',
              variants: [{ variant: 'x', ms: 1 }],
            },
          ],
        },
      ],
      networks: [networkWith(), networkWith({ name: 'other', layers: null, coldStart: null })],
      peaks: null,
    });
    expect(parseResults(printResults(results))).toEqual(results);
  });

  it('reads files from before the CPU was measured beside', () => {
    const { cpuMs, ...older } = networkWith();
    const text = damaged((data) => ({ ...data, networks: [older] }));
    expect(cpuMs).not.toBeNull();
    expect(parseResults(text).networks).toEqual([networkWith({ cpuMs: null })]);
  });

  it.each([
    ['no JSON', 'nothing', /not a JSON file/],
    ['JSON of something else', '{"a": 1}', /no result of this benchmark/],
    ['JSON that is no object', '3', /no result of this benchmark/],
    [
      'another version',
      damaged((data) => ({ ...data, schemaVersion: 2 })),
      /version 2.*reads version 1/,
    ],
    [
      'a negative time',
      damaged((data) => ({
        ...data,
        networks: [networkWith({ inferenceMs: { median: -1, p10: 1, p90: 1 } })],
      })),
      /damaged at networks\.0\.inferenceMs\.median/,
    ],
    ['a field that is missing', damaged(({ adapter, ...rest }) => rest), /damaged at adapter/],
    ['a field that is unknown', damaged((data) => ({ ...data, extra: 1 })), /damaged at extra/],
    [
      'several faults, of which it names the first',
      damaged((data) => ({ ...data, setting: 'huge', userAgent: 4 })),
      /damaged at setting.*\(and 1 more\)/,
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseResults(text)).toThrow(ResultsError);
    expect(() => parseResults(text)).toThrow(message);
  });
});
