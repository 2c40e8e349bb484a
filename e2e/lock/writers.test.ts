// What writers give: the bytes of ONNX files and containers, of networks as they are and compressed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readModel } from '../../src/index';
import { compress, toKindling, toOnnx } from '../../src/tools/index';
import { buildNetwork, type NetworkSpec } from '../support/built-network';
import { checksum } from './checksum';

const NETWORKS: readonly NetworkSpec[] = [
  ['squeezenet', { version: '1.1', inputSize: 64, classes: 10 }],
  ['mobilenetV1', { alpha: 0.25, rho: 32, classes: 10 }],
  ['mobilenetV3Small', { inputSize: 32, classes: 10 }],
  ['densenet', { depth: 40 }],
  ['shufflenetV2', { alpha: 0.5, inputSize: 32, classes: 10 }],
  ['googlenet', { inputSize: 33, classes: 10 }],
];

const TRAINED = join(import.meta.dirname, '../../weights/trained');

it('are what they were', { timeout: 120_000 }, async () => {
  const lines: string[] = [];
  for (const spec of NETWORKS) {
    const model = buildNetwork(spec);
    const [onnx, container] = [await toOnnx(model), await toKindling(model)];
    const { model: small } = await compress(model, { density: 0.3, bits: 5 });
    const compressed = await toKindling(small);
    const sums = [onnx, container, compressed].map((bytes) => `${bytes.length} ${checksum(bytes)}`);
    lines.push(`${spec[0]}: ONNX ${sums[0]}, container ${sums[1]}, compressed ${sums[2]}`);
  }
  for (const file of readdirSync(TRAINED).filter((name) => name.endsWith('.kindling'))) {
    const model = await readModel(readFileSync(join(TRAINED, file)), { name: file });
    const [again, onnx] = [await toKindling(model), await toOnnx(model)];
    lines.push(`${file}: again ${checksum(again)}, ONNX ${onnx.length} ${checksum(onnx)}`);
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('writers.txt');
});
