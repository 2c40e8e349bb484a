// Tensors whose page does something else to them as soon as its call has returned. Runs in the page.

import { type BackendKind, createRuntime, type LoadedModel } from '../../src/index';
import type { AxisOrder } from '../../src/tensor/layout';
import { compare, trace } from '../../src/tools/index';
import { joiningModel } from './small-models';

type Tensor = Float32Array<ArrayBuffer>;

const MAKERS = {
  overwritten: (numbers: Tensor) => ({ tensor: numbers, change: () => numbers.fill(-7) }),
  transferred: (numbers: Tensor) => ({
    tensor: numbers,
    change: () => structuredClone(numbers, { transfer: [numbers.buffer] }),
  }),
  shrunk: (numbers: Tensor) => {
    const { byteLength } = numbers;
    const buffer = new ArrayBuffer(byteLength, { maxByteLength: 2 * byteLength });
    const tensor = new Float32Array(buffer);
    tensor.set(numbers);
    return { tensor, change: () => buffer.resize(byteLength / 2) };
  },
  // What pages without cross-origin isolation have of shared memory.
  shared: (numbers: Tensor) => {
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const tensor = new Float32Array(buffer, 0, numbers.length) as unknown as Tensor;
    tensor.set(numbers);
    return { tensor, change: () => tensor.fill(-7) };
  },
} satisfies Record<string, (numbers: Tensor) => { tensor: Tensor; change: () => void }>;

/** What is given when the buffer is gone already, by kind: as text. */
const GONE = ['transferred', 'shrunk'] as const;

const CALLS = {
  run: async (model: LoadedModel, inputs: Inputs) => {
    const outputs = await model.run(inputs);
    return Object.values(outputs).map(({ data }) => String(data));
  },
  trace: async (model: LoadedModel, inputs: Inputs) => {
    using traced = await trace(model, inputs);
    return Promise.all(
      ['a', 'b', 'joined', 'largest'].map(async (name) => String((await traced.value(name)).data)),
    );
  },
  compare: async (model: LoadedModel, inputs: Inputs) =>
    (await compare(model, inputs, { runs: 1 })).outputs.map((output) => JSON.stringify(output)),
};

type Inputs = { a: Tensor; b: Tensor };

/** What every call gives of tensors of each kind: unchanged, changed at once, and changed before. */
export async function answersToChangingTensors(backend: BackendKind, order: AxisOrder) {
  const runtime = await createRuntime({ backend });
  const model = await runtime.load(joiningModel(order, 1));
  const numbers = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(length + i));
  const plain = () => ({ a: numbers(30), b: numbers(20) });
  const answers: { what: string; stayed: string; changed: string; gone: string }[] = [];
  for (const [name, call] of Object.entries(CALLS)) {
    if (name === 'compare' && backend === 'cpu') continue;
    const stayed = String(await call(model, plain()));
    for (const [kind, make] of Object.entries(MAKERS)) {
      const { tensor, change } = make(numbers(30));
      const inputs = { ...plain(), a: tensor };
      const calling = call(model, inputs);
      change();
      const changed = String(await calling.catch(String));
      const isGone = GONE.some((each) => each === kind);
      const gone = isGone ? String(await call(model, inputs).catch(String)) : '';
      answers.push({ what: `${name}: ${kind}`, stayed, changed, gone });
    }
  }
  runtime.dispose();
  return answers;
}
