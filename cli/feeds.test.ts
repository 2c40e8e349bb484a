// Shapes are compared before anything is computed, so that no axis order passes for another.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputFileError, UsageError } from './failures';
import { checkInputShape, readFeeds } from './feeds';
import { encodeNpy } from './npy';

const input = { name: 'data', shape: [1, 3, 227, 227] };
const tensorOf = (shape: readonly number[]) => ({ shape, data: new Float32Array(0) });

describe('checkInputShape', () => {
  it('takes any batch size', () => {
    for (const batch of [1, 2, 17]) {
      checkInputShape('x.npy', tensorOf([batch, 3, 227, 227]), input);
    }
  });

  it.each([[[1, 227, 227, 3]], [[3, 227, 227]], [[0, 3, 227, 227]], [[]]])(
    'refuses %j with got and want',
    (shape) => {
      const check = () => checkInputShape('x.npy', tensorOf(shape), input);
      expect(check).toThrow(InputFileError);
      expect(check).toThrow(
        `"x.npy" has shape [${shape.join(', ')}]; input "data" wants [n, 3, 227, 227].`,
      );
    },
  );
});

describe('readFeeds', () => {
  const a = { name: 'a', shape: [1, 2] };
  const b = { name: 'b', shape: [3] };
  const folder = mkdtempSync(join(tmpdir(), 'kindling-feeds-'));
  const write = (name: string, shape: readonly number[]) => {
    const path = join(folder, name);
    const data = new Float32Array(shape.reduce((count, size) => count * size, 1));
    writeFileSync(path, encodeNpy({ shape, data }));
    return path;
  };
  const [two, four, three] = [write('2.npy', [1, 2]), write('4.npy', [2, 2]), write('3.npy', [3])];

  it('runs a model with one input once for each file', async () => {
    const feeds = await readFeeds([a], [two, `a=${four}`]);
    expect(feeds.map(({ label, batch }) => [label, batch])).toEqual([
      [two, 1],
      [four, 2],
    ]);
  });

  it('feeds several inputs in their order, or by name', async () => {
    for (const files of [
      [two, three],
      [`b=${three}`, `a=${two}`],
      [`b=${three}`, two],
    ]) {
      const [feed, ...more] = await readFeeds([a, b], files);
      expect(more).toEqual([]);
      expect(feed?.tensors.map(({ name, shape }) => [name, shape])).toEqual([
        ['a', [1, 2]],
        ['b', [3]],
      ]);
    }
  });

  it('takes inputs of any name apart', async () => {
    const names = ['a', 'a=b', '__proto__', 'constructor'];
    const inputs = names.map((name) => ({ name, shape: [3] }));
    const [feed] = await readFeeds(inputs, [
      ...names.toReversed().map((name) => `${name}=${three}`),
    ]);
    expect(feed?.tensors.map(({ name }) => name)).toEqual(names);
  });

  it('says which inputs there are when files are missing or too many', async () => {
    for (const files of [[two], [two, three, three]]) {
      const reading = readFeeds([a, b], files);
      await expect(reading).rejects.toThrow(UsageError);
      await expect(reading).rejects.toThrow(/2 inputs: .* a=FILE \[1, 2\], b=FILE \[3\]; got/);
    }
  });

  it('feeds a model without inputs nothing, and takes no file for it', async () => {
    expect(await readFeeds([], [])).toEqual([{ label: '', tensors: [], batch: 1 }]);
    await expect(readFeeds([], [two])).rejects.toThrow(UsageError);
  });
});
