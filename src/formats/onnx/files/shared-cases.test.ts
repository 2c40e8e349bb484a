// Files that stand for what users of other runtimes report: right, or refused by a name that this list has.
import { describe, expect, it } from 'vitest';
import { outcomeOf } from './recorded-case.fixtures';
import {
  hasSharedCases,
  SHARED_CASES,
  sharedCase,
  whyNoSharedCases,
} from './shared-cases.fixtures';

/** What is refused, and the words that name it. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  // What a run gives are copies of what it computes.
  iss_input_is_output: /"x" is an input and an output/,
  iss_maxpool_indices: /MaxUnpool .* gives indices of maxima/,
};

describe.skipIf(!hasSharedCases)(`recorded ONNX files${whyNoSharedCases}`, () => {
  it.each([...SHARED_CASES])('%s', async (name) => {
    const { state, reason } = await outcomeOf(sharedCase(name));
    const words = REFUSED[name];
    if (words) expect(reason).toMatch(words);
    else expect(reason).toBe('');
    expect(state).toBe(words ? 'refused' : 'right');
  });
});
