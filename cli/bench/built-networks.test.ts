// Networks that the benchmark builds, as files.
import { expect, it } from 'vitest';
import { readModel } from '../../src/index';
import { buildModelFile, isBuilt } from './built-networks';

it('tells names of built networks from files', () => {
  expect(['built:densenet-121', 'densenet-121', './built:x'].map(isBuilt)).toEqual([
    ...[true, false, false],
  ]);
});

it('builds a file that reads back as the network', async () => {
  const { name, bytes } = await buildModelFile('built:mobilenet-v1-0.25-224');
  expect(name).toBe('built:mobilenet-v1-0.25-224');
  const { graph } = await readModel(bytes, { name });
  expect(graph.inputs.map((input) => graph.values.get(input)?.shape)).toEqual([[1, 224, 224, 3]]);
  expect(graph.outputs.map((output) => graph.values.get(output)?.shape)).toContainEqual([1, 1000]);
});

it.each(['built:lenet', 'built:', 'built:toString'])(
  'refuses %s and lists what there is',
  async (name) => {
    await expect(buildModelFile(name)).rejects.toThrow(
      `There is no "${name}" to build; there are built:`,
    );
  },
);
