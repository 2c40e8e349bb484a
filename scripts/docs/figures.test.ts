// docs/figures.json is what the sources, the build and the models' files give: `npm run docs:update` writes it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isBuilt } from '../build-stamp.js';
import { countFigures } from './figures.fixtures';

const root = join(import.meta.dirname, '../..');
const models = process.env.KINDLING_WEIGHTS_DIR ?? join(root, '../shared/weights');
const missing = [
  ...(isBuilt() ? [] : ['a build of these sources']),
  ...['compressed_SqueezeNet.net', 'mobilenet_v1_0.25_224_quant.tflite'].filter(
    (file) => !existsSync(join(models, file)),
  ),
];
const why = missing.length > 0 ? ` (skipped: no ${missing.join(', no ')})` : '';

if (missing.length > 0 && process.env.CI) {
  it('has what it counts in CI', () => {
    expect.fail(`There is no ${missing.join(', no ')}.`);
  });
}

it.skipIf(missing.length > 0)(
  `docs/figures.json has what is counted${why}`,
  { timeout: 300_000 },
  async () => {
    const figures = await countFigures(models);
    const text = `${JSON.stringify(figures, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../docs/figures.json');
  },
);
