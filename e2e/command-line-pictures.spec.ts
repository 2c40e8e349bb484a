// Networks of one's own on pictures, on the command line: any output of a picture, sizes that a file leaves open, and labels.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { node, onnxFile } from '../src/formats/onnx/onnx-file.fixtures';
import { kindling } from './support/command-line';

/** The mean colour of a picture of any size. */
const MEANS = onnxFile({
  inputs: { x: [1, 3, 'h', 'w'] },
  outputs: { y: null },
  nodes: [node('GlobalAveragePool', ['x'], 'p'), node('Flatten', ['p'], 'y')],
});
const COLOUR = { r: 51, g: 204, b: 102 };

let folder: string;
let model: string;
let picture: string;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-pictures-'));
  model = join(folder, 'means.onnx');
  picture = join(folder, 'green.png');
  writeFileSync(model, MEANS);
  const plain = { width: 20, height: 10, channels: 3, background: COLOUR } as const;
  await sharp({ create: plain }).png().toFile(picture);
});

const onPicture = () => ['--model', model, '--input-shape', 'x=1,3,8,8'];

test('run gives what a network computes of a picture', async () => {
  const parameters = [
    ...['run', '--backend', 'webgpu', ...onPicture(), '--image', picture],
    ...['--mean', '0', '--std', '0.5'],
  ];
  const { status, stdout, stderr, browsersLeft } = await kindling([
    ...parameters,
    ...['--json', '--output', folder],
  ]);
  expect(stderr).not.toContain('kindling:');
  expect([status, browsersLeft]).toEqual([0, 0]);
  const [run] = JSON.parse(stdout).runs;
  expect(run).toMatchObject({ input: picture, outputs: [{ name: 'y', shape: [1, 3] }] });
  const shown = await kindling(parameters);
  // Channels over 255, over 0.5: 0.4, 1.6 and 0.8.
  expect(shown.stdout).toMatch(/min 0\.4000\d*, max 1\.600\d* at \[0, 1\]/);
});

test('classify names what labels are given for', async () => {
  const labels = join(folder, 'labels.txt');
  writeFileSync(labels, 'red\ngreen\nblue\n');
  const { status, stdout, stderr } = await kindling([
    ...['classify', picture, ...onPicture(), '--labels', labels],
    ...['--mean', '0', '--std', '1', '--crop', 'full', '--json'],
  ]);
  expect(status, stderr).toBe(0);
  expect(JSON.parse(stdout).results[0].top[0]).toMatchObject({ index: 1, label: 'green' });
});

for (const [what, parameters, status, says] of [
  ['a network that does not say what it classifies', ['classify'], 2, '--labels'],
  ['a network that does not say how it takes pictures', ['run', '--image'], 1, 'Nothing says how'],
] as const) {
  test(`${what} is refused with what to do`, async () => {
    const [command, ...option] = parameters;
    const result = await kindling([command, ...onPicture(), ...option, picture]);
    expect(result.stderr).toContain(says);
    expect([result.status, result.browsersLeft]).toEqual([status, 0]);
  });
}

test('sizes that nobody gives are asked for', async () => {
  const { status, stderr } = await kindling(['inspect', model]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/"x"/);
});
