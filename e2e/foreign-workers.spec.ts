// The built library in Node beside a package that makes Node's threads global by the name of workers.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';

/** What a user writes who computes with both. ONNX Runtime makes `Worker` global once it has a session. */
const SCRIPT = `
  import { InferenceSession } from 'onnxruntime-web';
  import { createRuntime } from './dist/kindling.js';
  import { squeezenet } from './dist/models.js';
  import { toOnnx } from './dist/tools.js';
  const model = squeezenet({ inputSize: 39, classes: 2 });
  await InferenceSession.create(await toOnnx(model));
  const runtime = await createRuntime({ backend: 'cpu' });
  const loaded = await runtime.load(model);
  const { prob } = await loaded.run({ data: new Float32Array(3 * 39 * 39) });
  runtime.dispose();
  console.log(JSON.stringify({ worker: typeof Worker, shape: prob.shape }));
`;

test('the CPU backend computes where ONNX Runtime was loaded before', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', SCRIPT],
    { cwd: join(import.meta.dirname, '..') },
  );
  expect(JSON.parse(stdout)).toEqual({ worker: 'function', shape: [1, 2] });
});
