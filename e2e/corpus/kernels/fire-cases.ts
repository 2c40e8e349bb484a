// Fire modules beyond the odd-shape suite: maps smaller than what a workgroup computes, squeeze layers so wide that it
// computes fewer rows, every kind of activation.
import { QUANTIZE } from '../../../src/ops/cases';
import { fireAttributes } from '../../../src/ops/conv/fire.cases';
import type { Activation } from '../../../src/ops/elementwise/functions';
import { base, type KernelCase } from './case-parts';

/** Cases that only this op has. */
export function fireCases(): KernelCase[] {
  const cases: KernelCase[] = [];
  const add = (given: Partial<KernelCase>, activation: Activation = 'relu') =>
    cases.push({
      ...base({ op: 'fire', attributes: fireAttributes(activation, cases.length) }),
      ...given,
    });
  for (const size of [
    [1, 1],
    [3, 5],
    [8, 8],
    [9, 16],
    [5, 9],
  ] as const) {
    add({ size, channels: 5, filters: 3, batch: 2 });
    add({ size, channels: 8, filters: 16, outputInside: [3, 2] });
  }
  // Areas of 8, 6, 5, 4, 3, 2 rows and of one.
  for (const filters of [37, 45, 52, 64, 80, 97, 136]) {
    add({ size: [9, 10], channels: 6, filters, batch: 2, inputInside: [2, 3] }, 'none');
  }
  for (const activation of ['silu', 'tanh', { leakyRelu: 0.1 }, QUANTIZE] as const) {
    add({ channels: 7, filters: 5 }, activation);
  }
  return cases;
}
