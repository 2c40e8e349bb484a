// `compress` in Node: what it writes and prints, and what it refuses.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { squeezenet } from '../../src/models';
import { readModel } from '../../src/runtime/read-model';
import { toOnnx } from '../../src/tools/to-onnx';
import { captureOutput } from '../captured-output.fixtures';
import { runProgram } from '../program';

let folder = '';
const output = captureOutput();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-compress-'));
  const small = squeezenet({ inputSize: 64, classes: 10, fires: 2, conv10Padding: 0 });
  writeFileSync(join(folder, 'in.onnx'), await toOnnx(small));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const compress = (...options: string[]) =>
  runProgram(['compress', join(folder, 'in.onnx'), join(folder, 'out.kindling'), ...options]);

async function written() {
  return readModel(new Uint8Array(readFileSync(join(folder, 'out.kindling'))));
}

// The first of them loads the whole library.
describe('kindling compress', { timeout: 30_000 }, () => {
  it('writes a container of shared weights, and says what each tensor takes', async () => {
    expect(await compress('--density', '0.4', '--bits', '5', '--json')).toBe(0);
    const report = JSON.parse(output.stdout);
    expect(report.accuracy).toBeNull();
    expect(report.bytesAfter).toBe(readFileSync(join(folder, 'out.kindling')).length);
    expect(report.bytesAfter).toBeLessThan(report.bytesBefore / 6);
    const { graph, name } = await written();
    expect(name).toBe('in');
    for (const { name, isCoded, density, bits, count } of report.tensors) {
      const { data, shape } = graph.constants.get(name) ?? { data: [], shape: [] };
      if (!isCoded) continue;
      expect(shape.length).toBe(4);
      expect(density).toBeCloseTo(0.4, 2);
      expect(bits).toBe(5);
      expect(data.filter((weight) => weight !== 0)).toHaveLength(Math.round(density * count));
      expect(new Set(data).size).toBeLessThanOrEqual(32);
    }
  });

  it('takes settings by name, and prints a table for people', async () => {
    expect(
      await compress('--energy', '0.9', '--density', 'conv1.w=1', '--bits', '6,conv1.w=8'),
    ).toBe(0);
    expect(output.stdout).toMatch(/^tensor +numbers +density +bits +as floats +coded\n/);
    expect(output.stdout).toMatch(/^conv1\.w +14,112 +100\.0 % +8 +56,448 +[\d,]+ +\d+\.\d×$/m);
    expect(output.stdout).toMatch(/^all tensors /m);
    expect(output.stdout).toMatch(/in\.onnx \([\d.]+ .iB\) → .*out\.kindling \([\d.]+ KiB\)$/m);
  });

  it.each([
    [['--density', 'half'], '--density takes numbers'],
    [['--density', '0'], '"density" of "*" is a number above 0'],
    [['--bits', '9'], '"bits" of "*" is an integer from 2 to 8'],
    [['--bits', 'conv99.w=4'], '"bits" names "conv99.w"'],
    [['--pictures', '.'], '--pictures and --labels belong together'],
  ])('refuses %j in one line, and writes nothing', async (options, message) => {
    expect(await compress(...options)).not.toBe(0);
    expect(output.stderr).toContain(message);
    expect(output.stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(join(folder, 'out.kindling'))).toBe(false);
  });

  it('writes containers only', async () => {
    expect(await runProgram(['compress', join(folder, 'in.onnx'), 'out.onnx'])).toBe(2);
    expect(output.stderr).toContain('OUT must end in .kindling, got "out.onnx"');
  });
});
