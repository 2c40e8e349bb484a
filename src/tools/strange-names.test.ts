// Files call their parts anything; also `constructor`, which every object has a property of, and `__proto__`.
import { describe, expect, it } from 'vitest';
import type { Model } from '../graph/model';
import { readModel } from '../runtime/read-model';
import { createRuntime } from '../runtime/start-runtime';
import { compare } from './compare';
import { compress } from './compress';
import { namedAnswers, namedModel, STRANGE_NAMES } from './named-model.fixtures';
import { profile } from './profile';
import { runReference } from './run-reference';
import { toKindling } from './to-kindling';
import { toOnnx } from './to-onnx';
import { trace } from './trace';

const WAYS: Readonly<Record<string, (model: Model) => Promise<Model>>> = {
  'as it was built': async (model) => model,
  'as a container': async (model) => readModel(await toKindling(model)),
  'as an ONNX file': async (model) => readModel(await toOnnx(model)),
  compressed: async (model) => (await compress(model)).model,
};

describe.each(STRANGE_NAMES)('a network with inputs $inputs', (names) => {
  const inputs = Object.fromEntries(
    names.inputs.map((name) => [name, Float32Array.of(-1, 0, 1, 2)]),
  );
  const rowsOf = (outputs: Readonly<Record<string, { readonly data: Float32Array }>>) =>
    Object.entries(outputs).map(([name, { data }]) => [name, ...Array.from(data, (x) => x + 0)]);
  const wanted = namedAnswers(names).map((row, at) => [names.outputs[at], ...row]);

  it.each(Object.keys(WAYS))('computes %s, whatever looks at it', async (way) => {
    const model = (await WAYS[way]?.(namedModel(names))) ?? namedModel(names);
    const runtime = await createRuntime({ backend: 'cpu' });
    const loaded = await runtime.load(model);
    expect(rowsOf(await loaded.run(inputs))).toEqual(wanted);
    expect(rowsOf(await runReference(model, inputs))).toEqual(wanted);
    expect((await compare(loaded)).passed).toBe(true);
    expect((await profile(loaded)).layers?.length).toBeGreaterThan(2);
    const traced = await trace(loaded, inputs);
    traced.dispose();
    await expect(loaded.run({})).rejects.toThrow('Got no Float32Array for input');
    runtime.dispose();
  });

  it('takes sizes of other inputs alone', async () => {
    const file = await toOnnx(namedModel(names));
    const [input = ''] = names.inputs;
    const sizes = Object.fromEntries([[input, [1, 4]]]);
    const { graph } = await readModel(file, { inputs: sizes });
    expect(graph.inputs).toEqual(names.inputs);
  });
});
