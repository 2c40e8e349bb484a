// docs/guides/formats.md lists the operators that the readers have: `npm run docs:update` writes the lists.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ALL_OPS } from '../../src/formats/onnx/all-ops';
import { FURTHER_OPERATORS } from '../../src/formats/tflite/further-operators';

const path = join(import.meta.dirname, '../../docs/guides/formats.md');
const { converters, folders } = ALL_OPS;

const LISTS: Readonly<Record<string, Iterable<string>>> = {
  // Nodes of our own domain stand for parts of others; no file has them.
  'ONNX, computed': [...converters.keys()].filter((key) => !key.startsWith('kindling.')),
  'ONNX, computed while reading': folders.keys(),
  TFLite: FURTHER_OPERATORS.converters.keys(),
};

it('docs/guides/formats.md lists the operators that are read', async () => {
  let page = readFileSync(path, 'utf8');
  for (const [name, operators] of Object.entries(LISTS)) {
    const mark = `<!-- operators: ${name} -->`;
    const [before, , after, ...rest] = page.split(mark);
    if (before === undefined || after === undefined || rest.length > 0) {
      throw new Error(`formats.md does not have the line "${mark}" twice.`);
    }
    page = `${before}${mark}\n${list(operators)}\n${mark}${after}`;
  }
  await expect(page).toMatchFileSnapshot(path);
});

/** Names in lines of at most 130 characters. */
function list(names: Iterable<string>): string {
  const words = [...names].sort().map((name) => `\`${name}\``);
  return words
    .join(', ')
    .replace(/(.{1,130})(?: |$)/g, '$1\n')
    .trimEnd();
}
