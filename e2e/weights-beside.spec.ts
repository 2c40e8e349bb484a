// ONNX models whose weights lie in files beside them, on the command line.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { splitOnnx } from '../src/formats/onnx/split-onnx.fixtures';
import { toOnnx } from '../src/tools/to-onnx';
import { sampleOf } from '../src/util/sample.fixtures';
import { kindling } from './support/command-line';
import { twoClassModel } from './support/small-models';

/** A folder with `two.onnx`, its weights, a picture and labels. */
async function writeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-beside-'));
  const at = (name: string) => join(folder, name);
  const { model, data } = splitOnnx(await toOnnx(twoClassModel()), 'weights/two.onnx.data');
  mkdirSync(at('weights'));
  writeFileSync(at('two.onnx'), model);
  writeFileSync(at('weights/two.onnx.data'), data);
  const red = { r: 255, g: 0, b: 0 };
  await sharp({ create: { width: 8, height: 8, channels: 3, background: red } }).toFile(
    at('red.png'),
  );
  writeFileSync(at('labels.txt'), 'red\nblue\n');
  return { at, model: at('two.onnx'), data: at('weights/two.onnx.data') };
}

type Folder = Awaited<ReturnType<typeof writeFolder>>;

/** What a command does with them, and what it then says. */
const COMMANDS: Readonly<
  Record<string, (folder: Folder) => { parameters: string[]; says: RegExp }>
> = {
  classify: ({ at, model }) => ({
    parameters: ['classify', '--model', model, '--labels', at('labels.txt'), at('red.png')],
    says: /100.0 % .*red/,
  }),
  run: ({ at, model }) => ({
    parameters: ['run', '--model', model, '--image', at('red.png'), '--std', '255'],
    says: /scores +1×2/,
  }),
  'run on the CPU': ({ at, model }) => ({
    parameters: [
      'run',
      '--model',
      model,
      '--image',
      at('red.png'),
      '--std',
      '255',
      '--runtime',
      'cpu',
    ],
    says: /scores +1×2/,
  }),
  compare: ({ model }) => ({ parameters: ['compare', '--model', model], says: /scores/ }),
  inspect: ({ model }) => ({ parameters: ['inspect', model], says: /scores/ }),
  convert: ({ at, model }) => ({
    parameters: ['convert', model, at('two.kindling')],
    says: /two\.kindling: \d+ ops/,
  }),
  compress: ({ at, model }) => ({
    parameters: ['compress', model, at('small.kindling')],
    says: /small\.kindling/,
  }),
};

for (const name of sampleOf('weights beside models', Object.keys(COMMANDS), 2)) {
  test(`${name} reads them from the model's folder`, async () => {
    const folder = await writeFolder();
    const { parameters, says } = COMMANDS[name]?.(folder) ?? { parameters: [], says: /^$/ };
    const result = await kindling(parameters);
    expect(result, result.stderr).toMatchObject({ status: 0, browsersLeft: 0 });
    expect(result.stdout + result.stderr).toMatch(says);
  });
}

for (const [where, parameters] of [
  ['in Node', ['convert']],
  ['in the browser', ['compare', '--model']],
] as const) {
  test(`a file that is not there is named ${where}`, async () => {
    const { at, model, data } = await writeFolder();
    const rest = parameters[0] === 'convert' ? [at('two.kindling')] : [];
    rmSync(data);
    const missing = await kindling([...parameters, model, ...rest]);
    expect(missing).toMatchObject({ status: 1, browsersLeft: 0 });
    expect(missing.stderr).toContain(
      `The model keeps weights in the file "weights/two.onnx.data", which cannot be read: "${data}" cannot be read: there is no such file.`,
    );
    const elsewhere = at('../elsewhere');
    symlinkSync(model, data);
    expect((await kindling([...parameters, model, ...rest])).status).toBe(1);
    rmSync(data);
    writeFileSync(elsewhere, 'secret');
    symlinkSync(elsewhere, data);
    const out = await kindling([...parameters, model, ...rest]);
    expect(out.status).toBe(1);
    expect(out.stderr).toContain(`"${data}" is a link to "${elsewhere}"`);
  });
}
