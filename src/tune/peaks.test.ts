// What a round of the arithmetic peak counts for.
import { expect, it } from 'vitest';
import { fusedMultiplyAdd } from './peak-shaders.gen';
import { FLOPS_PER_ROUND } from './peaks';

it('counts a multiplication and an addition for each lane that a round of the shader has', () => {
  const { code } = fusedMultiplyAdd;
  const round = code.slice(code.indexOf('for('), code.lastIndexOf('}y['));
  expect(round.match(/fma\(/g)?.length).toBe(code.match(/fma\(/g)?.length);
  expect(FLOPS_PER_ROUND).toBe(2 * 4 * (round.match(/fma\(/g)?.length ?? 0));
});
