// The ranking of the CPU backend against the reference, which sorts.
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import { computing } from '../ops/compute.fixtures';
import { f32Tensor } from '../tensor/tensor';
import { seededRandom } from '../util/random';
import { computeAll } from './cpu.fixtures';

const reference = computing('top-k');

describe('top-k', () => {
  it.each([
    [1, 1, 1],
    [2, 7, 7],
    [3, 50, 5],
    [1, 1000, 1000],
    [1, 2 ** 20 + 1, 3],
  ])('of %i rows of %i numbers, the %i largest', async (n, c, k) => {
    const random = seededRandom(n + c);
    // Few different numbers: ties go by index.
    const data = Float32Array.from({ length: n * c }, () => (Math.floor(random() * 9) - 4) / 3);
    const x = f32Tensor([n, c], data);
    const outputs = ['values', 'indices'];
    const builder = new GraphBuilder('rank', 'nhwc');
    builder.multiOutputNode('top-k', 'rank', [builder.input('x', [n, c])], { k }, outputs);
    const { tensors, kernels } = await computeAll(builder.build(outputs), { x });
    expect(kernels).toEqual(['cpu-top-k']);
    expect([tensors.get('values'), tensors.get('indices')]).toEqual(reference([x], { k }));
  });
});
