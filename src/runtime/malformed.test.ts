// Whatever bytes come as a model, reading and planning them ends: with an error of ours that explains, or with a model; within
// 256 MB, and never hanging. Each file is read in a process of its own, whose memory is measured.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChildReader } from '../../e2e/corpus/malformed/child-reader';
import type { MalformedCase, Outcome } from '../../e2e/corpus/malformed/malformed-case';
import { sampleOf } from '../util/sample.fixtures';

const SHARED = join(import.meta.dirname, '../../../shared');
process.env.KINDLING_SHARED_DIR = existsSync(SHARED) ? SHARED : '';
const { APPETITES, HAND_MADE, MISSING, MUTANTS } = await import(
  '../../e2e/corpus/malformed/corpus'
);

const MOST_BYTES = 256e6;
/** An error is read by people. */
const MOST_CHARACTERS = 5000;
const MANY_MS = 600_000;

/** Sound files that were made to cost; outside of the project, so that they may be missing. */
const HOSTILE = join(SHARED, 'cases/hostile');

/** Of the processor, to read, plan for both kinds of adapter and pack; a load plans once, and other work makes processors slower. */
const MOST_MS = 15_000;

let reader: ChildReader;

beforeAll(async () => {
  reader = await ChildReader.create();
}, MANY_MS);

afterAll(() => reader.stop());

/** Tries a case and checks what holds for all of them. */
async function outcomeOf({ what, bytes }: MalformedCase): Promise<Outcome> {
  const outcome = await reader.try(bytes()).catch((error: unknown) => {
    throw new Error(`${what}: ${error instanceof Error ? error.message : error}`);
  });
  expect(outcome.result, `${what}: ${outcome.message}`).not.toBe('unexpected');
  expect(
    outcome.extraBytes,
    `${what}: bytes of memory, in ${outcome.milliseconds} ms`,
  ).toBeLessThan(MOST_BYTES);
  expect(outcome.message.length, `${what}: ${outcome.message.slice(0, 99)}`).toBeLessThan(
    MOST_CHARACTERS,
  );
  return outcome;
}

function expectGiven({ result, message }: Outcome, gives: MalformedCase['gives']): void {
  if (gives === undefined) return;
  const [error, words] = gives === 'a model' ? ['model', /^$/] : gives;
  expect({ result, message }).toEqual({ result: error, message: expect.stringMatching(words) });
}

describe.each(Object.entries(HAND_MADE))('%s made by hand', (_, cases) => {
  for (const made of cases) {
    it(made.what, async () => expectGiven(await outcomeOf(made), made.gives), MANY_MS);
  }
});

describe('sound files', () => {
  if (!existsSync(HOSTILE) && process.env.CI) {
    it('has the hostile ones in CI', () => expect.fail(`${HOSTILE} is missing.`));
  }

  it.each(existsSync(HOSTILE) ? readdirSync(HOSTILE) : [])(
    '%s takes little',
    async (name) => {
      const bytes = () => readFileSync(join(HOSTILE, name));
      expect((await outcomeOf({ what: name, bytes })).milliseconds).toBeLessThan(MOST_MS);
    },
    MANY_MS,
  );

  it(
    'of any appetite take little, or are refused for what they ask for',
    async () => {
      const results: Record<string, number> = {};
      const cases = sampleOf('appetites', APPETITES, 100);
      for (const drawn of cases) {
        const { result, milliseconds } = await outcomeOf(drawn);
        expect(milliseconds, drawn.what).toBeLessThan(MOST_MS);
        results[result] = (results[result] ?? 0) + 1;
      }
      // Some of each kind: the drawing is no good otherwise.
      expect(results.model).toBeGreaterThan(cases.length / 4);
      expect(results.LimitError).toBeGreaterThan(cases.length / 20);
    },
    MANY_MS,
  );
});

describe('seeded damage', () => {
  it('is 2,000 files and more', () => {
    const count = Object.values(MUTANTS).reduce((sum, cases) => sum + cases.length, 0);
    expect(count).toBeGreaterThanOrEqual(2000);
  });

  if (MISSING.length > 0 && process.env.CI) {
    it('has the real files in CI', () => expect(MISSING).toEqual([]));
  }

  it.each(Object.entries(MUTANTS).filter(([, cases]) => cases.length > 0))(
    '%s give errors of ours or models',
    async (format, all) => {
      const cases = sampleOf(format, all, Math.max(20, all.length / 10));
      const results: Record<string, number> = {};
      for (const damaged of cases) {
        const { result } = await outcomeOf(damaged);
        results[result] = (results[result] ?? 0) + 1;
      }
      // Most damage is found; some is no damage, as another weight is a weight.
      expect(results.ModelFormatError).toBeGreaterThan(cases.length / 4);
    },
    MANY_MS,
  );
});
