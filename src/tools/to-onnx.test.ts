// A model as an ONNX file: what stands in it, and that it is read back.
import { expect, it } from 'vitest';
import { decodeOnnx } from '../formats/onnx/decode-model';
import { squeezenet } from '../models/squeezenet';
import { readModel } from '../runtime/read-model';
import { runReference } from '../tools/run-reference';
import { seededRandom } from '../util/random';
import { toOnnx } from './to-onnx';

const model = squeezenet({ version: '1.1', inputSize: 63, classes: 10, batch: 2 });

it('has biases inside convolutions, as other tools write them', async () => {
  const { nodes, inputs } = decodeOnnx(await toOnnx(model)).graph;
  const convolutions = nodes.filter(({ opType }) => opType === 'Conv');
  expect(convolutions).toHaveLength(26);
  for (const { inputs: operands } of convolutions) expect(operands).toHaveLength(3);
  expect(nodes.some(({ opType }) => opType === 'Add')).toBe(false);
  expect(inputs).toEqual([{ name: 'data', elementType: 1, dims: [2, 3, 63, 63] }]);
});

it('gives the same answers when it is read back', async () => {
  const random = seededRandom(1);
  const data = Float32Array.from({ length: 2 * 3 * 63 * 63 }, () => 2 * random() - 1);
  const back = await readModel(await toOnnx(model), { name: 'back', batch: 2 });
  const want = await runReference(model, { data });
  // Not the same graphs op by op, but the same sums in doubles: one rounding a layer may differ.
  for (const [name, { shape, data: numbers }] of Object.entries(
    await runReference(back, { data }),
  )) {
    expect(shape).toEqual(want[name]?.shape);
    for (const [i, value] of numbers.entries()) {
      expect(Math.abs(value - (want[name]?.data[i] ?? Number.NaN))).toBeLessThan(1e-5);
    }
  }
});
