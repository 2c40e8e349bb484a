// Files that stand for what users of other runtimes report.
import { describe, expect, it } from 'vitest';
import { outcomeOf } from './recorded-case.fixtures';
import {
  hasSharedCases,
  SHARED_CASES,
  sharedCase,
  whyNoSharedCases,
} from './shared-cases.fixtures';

describe.skipIf(!hasSharedCases)(`recorded ONNX files${whyNoSharedCases}`, () => {
  it.each([...SHARED_CASES])('%s', async (name) => {
    const { state, reason } = await outcomeOf(sharedCase(name));
    expect(reason).toBe('');
    expect(state).toBe('right');
  });
});
