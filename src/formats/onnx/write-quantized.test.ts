// 8-bit TFLite networks as ONNX files: ONNX Runtime computes them at its defaults as it does without optimisations.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { valueNamed } from '../../graph/graph';
import { evaluateGraph } from '../../reference/evaluate-graph';
import { f32Tensor } from '../../tensor/tensor';
import { product } from '../../util/math';
import { readTfliteNow } from '../tflite/read-now.fixtures';
import { decodeOnnx } from './decode-model';
import { ONNX_TYPES } from './onnx-model';
import { writeOnnx } from './write-onnx';

const SHARED = join(import.meta.dirname, '../../../../shared');
const FILES = [
  'weights/mobilenet_v1_0.25_224_quant.tflite',
  'models/tf2_mobilenet_v2_1.0_224_ptq.tflite',
];
const CROPS = ['n01631663_eft', 'n02089973_English_foxhound', 'n02509815_lesser_panda'];
const isMissing = !existsSync(join(SHARED, FILES[1] ?? ''));
const why = isMissing ? ` (skipped: no ${FILES[1]})` : '';

/** A crop as the networks read it: [1, 224, 224, 3] from −1 to 1. */
async function crop(name: string): Promise<Float32Array> {
  const path = join(SHARED, 'crops', `${name}.224.png`);
  const bytes = await sharp(path).removeAlpha().raw().toBuffer();
  return Float32Array.from(bytes, (value) => value / 127.5 - 1);
}

describe.skipIf(isMissing)(`8-bit networks${why}`, () => {
  it.each(FILES)('%s', async (file) => {
    const bytes = new Uint8Array(readFileSync(join(SHARED, file)));
    const { graph } = readTfliteNow(bytes, { name: 'quantised', batch: 1 });
    const written = writeOnnx(graph);
    // A byte a weight, and little else; biases [1, c, 1, 1] are real.
    expect(written.length).toBeLessThan(1.3 * bytes.length);
    const { initializers } = decodeOnnx(written).graph;
    const real = initializers.filter(
      ({ dims, dataType }) =>
        (dims[0] ?? 0) > 1 && dims.length > 1 && dataType === ONNX_TYPES.FLOAT,
    );
    expect(real).toEqual([]);
    const [input = ''] = graph.inputs;
    const [output = ''] = graph.outputs;
    const dims = [...valueNamed(graph, input).shape];
    const classesBy = async (graphOptimizationLevel: 'all' | 'disabled') => {
      const session = await InferenceSession.create(written, { graphOptimizationLevel });
      const classes: number[] = [];
      for (const name of CROPS) {
        const x = new Tensor('float32', await crop(name), dims);
        const scores = (await session.run({ [input]: x }))[output]?.data as Float32Array;
        classes.push(scores.indexOf(Math.max(...scores)));
      }
      await session.release();
      return classes;
    };
    expect(await classesBy('all')).toEqual(await classesBy('disabled'));
  });

  it('pretrainedResnet_quant.tflite has the very sums that we have', async () => {
    const bytes = new Uint8Array(
      readFileSync(join(SHARED, 'models/pretrainedResnet_quant.tflite')),
    );
    const { graph } = readTfliteNow(bytes, { name: 'quantised', batch: 1 });
    const [input = ''] = graph.inputs;
    // The last steps before the probabilities, which are functions of them.
    const last = graph.nodes.findLast(({ op }) => op === 'requantize')?.outputs[0] ?? '';
    const cut = { ...graph, outputs: [last] };
    const { shape } = valueNamed(graph, input);
    const numbers = Float32Array.from(
      { length: product(shape) },
      (_, i) => ((i * 7919) % 256) / 255,
    );
    const want = evaluateGraph(cut, { [input]: f32Tensor(shape, numbers) }).get(last)?.data;
    const session = await InferenceSession.create(writeOnnx(cut));
    const got = await session.run({ [input]: new Tensor('float32', numbers, [...shape]) });
    // Zeros may have a sign there.
    const plain = (data: unknown) => Array.from(data as Float32Array, (value) => value + 0);
    expect(plain(got[last]?.data)).toEqual(plain(want));
    expect(new Set(want).size).toBeGreaterThan(5);
    await session.release();
  });
});
