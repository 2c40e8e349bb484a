// The arithmetic of shaders/decode-weights.wgsl in TypeScript, held against decoding and packing on the CPU.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readDeepCompression } from '../formats/deep-compression';
import { writeDeepCompression } from '../formats/deep-compression.fixtures';
import { convWeightSteps, weightLayout } from '../kernels/conv/conv-packing';
import { operandInside, type WeightLayout } from '../kernels/kernel';
import { CODES_PER_RUN, type CodedWeights } from '../tensor/coded-weights';
import { atOnce } from '../util/at-once';
import { decodingPipeline, decodingProgram } from './decode-weights';

/** What the dispatch does: each run of codes by itself, from the position that it starts at. */
function decode(layout: WeightLayout, weights: CodedWeights): Float32Array {
  const decoded = [{ name: 'conv', constant: 0, layout, weights }];
  const { constants } = decodingProgram('net', [decodingPipeline()], 0, decoded);
  const [coded] = constants.map(({ data }) => data);
  if (!(coded instanceof Uint32Array)) throw new Error('Nothing is decoded.');
  const count = weights.codes.length;
  const { taps, inputs, lanes, xWords } = layout;
  const startsAt = weights.codebook.length;
  const codesAt = startsAt + Math.ceil(count / CODES_PER_RUN);
  const gapsAt = codesAt + Math.ceil(count / 4);
  const y = new Float32Array(layout.length);
  const bits = (at: number, width: number, i: number) =>
    ((coded[at + Math.floor((i * width) / 32)] ?? 0) >>> ((i * width) % 32)) % 2 ** width;
  for (let run = 0; run * CODES_PER_RUN < count; run++) {
    let next = coded[startsAt + run] ?? 0;
    for (let i = run * CODES_PER_RUN; i < Math.min((run + 1) * CODES_PER_RUN, count); i++) {
      const position = next + bits(gapsAt, 4, i);
      next = position + 1;
      const code = bits(codesAt, 8, i);
      if (code === 0) continue;
      const output = Math.floor(position / (inputs * taps)) + lanes[1];
      const input = Math.floor((position % (inputs * taps)) / taps) + lanes[0];
      const word = Math.floor(output / 4) * taps + (position % taps);
      const matrix = word * xWords + Math.floor(input / 4);
      y[matrix * 16 + (input % 4) * 4 + (output % 4)] =
        new Float32Array(coded.buffer)[code] ?? Number.NaN;
    }
  }
  return y;
}

const small = (max: number) => fc.integer({ min: 1, max });

it('puts every weight where packing on the CPU does', () => {
  fc.assert(
    fc.property(
      fc.record({ k: small(20), c: small(20), kernel: fc.constantFrom(1, 3) }),
      fc.record({ x: fc.nat(6), y: fc.nat(6), rowStep: small(4), density: fc.nat(20) }),
      fc.infiniteStream(fc.nat(999)),
      ({ k, c, kernel }, { x, y, rowStep, density }, numbers) => {
        const shape = [k, c, kernel, kernel];
        const codes = Array.from({ length: k * c * kernel * kernel }, () => {
          const number: number = numbers.next().value;
          return number % 20 < density ? 1 + (number % 255) : 0;
        });
        const codebook = Array.from({ length: 255 }, (_, i) => i - 127.5);
        const layer = { name: 'conv', shape, codes, codebook };
        const [read] = readDeepCompression(writeDeepCompression([layer]), [layer]);
        const layout = weightLayout(
          shape,
          operandInside([1, 1, 1, c], x, c + x + 1).span,
          operandInside([1, 1, 1, k], y, k + y + 1).span,
          rowStep,
        );
        const tensor = read?.weights;
        if (!tensor?.coded) throw new Error('The file has no coded weights.');
        expect(decode(layout, tensor.coded)).toEqual(atOnce(convWeightSteps(tensor, layout)));
      },
    ),
    { numRuns: 60 },
  );
});
