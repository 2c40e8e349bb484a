// Files call their inputs and outputs anything: `run` gives each output a file of its own inside the folder, and says which.
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { dump, parse } from 'npyjs';
import { namedAnswers, namedModel, STRANGE_NAMES } from '../src/tools/named-model.fixtures';
import { toOnnx } from '../src/tools/to-onnx';
import { kindling } from './support/command-line';
import { openHarness, pageErrors } from './support/open-harness';

/** One for each driver of a page, and the reference. */
const WAYS = [
  ['--runtime', 'browser', '--backend', 'webgpu'],
  ['--runtime', 'firefox', '--backend', 'webgpu'],
  ['--backend', 'reference'],
];

for (const way of WAYS) {
  test(`run ${way.join(' ')} loses no output, whatever it is called`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kindling-names-'));
    const numbers = join(folder, 'x.npy');
    writeFileSync(numbers, Buffer.from(dump(Float32Array.of(-1, 0, 1, 2), [1, 4])));
    for (const [at, names] of STRANGE_NAMES.entries()) {
      const model = join(folder, `${at}.onnx`);
      writeFileSync(model, await toOnnx(namedModel(names)));
      const output = join(folder, `outputs ${at}`, 'here');
      const inputs = names.inputs.flatMap((name) => ['--input', `${name}=${numbers}`]);
      const result = await kindling([
        ...['run', '--model', model, ...way, ...inputs, '--output', output, '--json'],
      ]);
      expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
      expect(result.stdout).not.toContain('\u001b');
      const { runs } = JSON.parse(result.stdout) as {
        runs: { outputs: { name: string; file: string }[] }[];
      };
      const outputs = runs[0]?.outputs ?? [];
      expect(outputs.map(({ name }) => name)).toEqual(names.outputs);
      const rows = outputs.map(({ file }) => {
        return Array.from(parse(Uint8Array.from(readFileSync(file)).buffer).data as Float32Array);
      });
      expect(rows.map((row) => row.map((x) => x + 0))).toEqual(namedAnswers(names));
      expect(readdirSync(output)).toHaveLength(names.outputs.length);
      expect(readdirSync(join(output, '..'))).toEqual(['here']);
    }
    expect(existsSync(join(folder, '...npy'))).toBe(false);
  });
}

/** What a terminal acts on, besides the ends of lines. */
const ACTED_ON = /[^\P{Cc}\n]/u;

test('commands show names of any text escaped, in files of any name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-names-'));
  const [, names] = STRANGE_NAMES;
  if (!names) throw new Error('There are no strange names.');
  const model = join(folder, '\u001b[31mred\u0007.onnx');
  writeFileSync(model, await toOnnx(namedModel(names)));
  const labels = join(folder, 'labels\u001b.txt');
  const digits = Array.from({ length: 10 }, (_, digit) => `\u001b[3${digit}mclass ${digit}`);
  writeFileSync(labels, digits.join('\n'));
  const sample = join('weights', 'samples', 'candle.png');
  const shown = {
    inspect: ['inspect', model],
    plan: ['inspect', model, '--plan'],
    compare: ['compare', '--model', model],
    convert: ['convert', model, `${model}.kindling`],
    classify: ['classify', '--model', 'fashion-squeezenet', '--labels', labels, sample],
  };
  for (const [command, parameters] of Object.entries(shown)) {
    const { status, stdout, stderr } = await kindling(parameters);
    expect(status, `${command}: ${stderr}`).toBe(0);
    expect(stdout + stderr, command).not.toMatch(ACTED_ON);
    expect(stdout + stderr, command).toContain('\\u001b[3');
  }
});

test('tensors of any name stay on the GPU, and layers of any name agree', async ({ page }) => {
  await openHarness(page);
  for (const names of STRANGE_NAMES) {
    const { shapes, passed } = await page.evaluate(async (parts) => {
      const runtime = await harness.createRuntime();
      const model = await runtime.load(harness.namedModel(parts));
      const inputs = parts.inputs.map((name) => [name, Float32Array.of(-1, 0, 1, 2)]);
      const kept = await model.run(Object.fromEntries(inputs), { as: 'buffer' });
      const comparison = await harness.compare(model);
      const found = Object.entries(kept).map(([name, { shape, buffer }]) => {
        return [name, shape, buffer instanceof GPUBuffer] as const;
      });
      runtime.dispose();
      return { shapes: found, passed: comparison.passed };
    }, names);
    expect(shapes).toEqual(names.outputs.map((name) => [name, [1, 4], true]));
    expect(passed).toBe(true);
  }
  expect(pageErrors(page)).toEqual([]);
});
