// Every kernel of the registry with a sample call of each of its ops: what it says must match its shader.
import { describe, expect, it } from 'vitest';
import { convAttributes } from '../ops/ops.fixtures';
import { evenPads } from '../ops/window';
import { zeros } from '../tensor/tensor';
import { ALL_KERNELS } from './further-kernels.gen';
import { type Call, foldGrid, operandInside, variantId, wholeOperand } from './kernel';
import { callOf, SAMPLE_CALLS } from './kernels.fixtures';
import { paramsLayout } from './params';
import { bindingsOf, constantsOf, entryPointOf } from './shader';

/** A depthwise convolution over windows of that side and stride. */
function depthwiseCall(side: number, stride: number): Call {
  const map = wholeOperand([1, 6, 6, 8]);
  const windows = { kernel: [side, side], strides: [stride, stride] } as const;
  const constants = [zeros([8, 1, side, side]), zeros([8])];
  return callOf('conv2d', [map], [map], convAttributes({ ...windows, groups: 8 }), constants);
}

/** A fire module whose squeeze layer has that many channels. */
function fireCall(squeezed: number): Call {
  const map = wholeOperand([1, 6, 6, 8]);
  return callOf('fire', [map], [map], { squeeze: 'relu', activation: 'relu', first: 3 }, [
    ...[zeros([squeezed, 8, 1, 1]), zeros([squeezed])],
    ...[zeros([4, squeezed, 1, 1]), zeros([4]), zeros([4, squeezed, 3, 3]), zeros([4])],
  ]);
}

/** Names of the overrides that a text declares. */
function overridesIn(code: string): string[] {
  return Array.from(code.matchAll(/^override (\w+)/gm), ([, name = '']) => name).sort();
}

const cases = ALL_KERNELS.flatMap((kernel) =>
  kernel.variants.flatMap((variant) =>
    SAMPLE_CALLS.filter((call) => kernel.accepts(call)).map((call) => ({
      label: `${variantId(kernel.shader, variant)} ${call.op}`,
      kernel,
      variant,
      call,
    })),
  ),
);

describe.each(cases)('$label', ({ kernel, variant, call }) => {
  it('gives a number to exactly the overrides of the shader', () => {
    const { overrides } = kernel.specialize(call, variant);
    expect(Object.keys(overrides).sort()).toEqual(
      overridesIn(kernel.specialize(call, variant).code),
    );
    for (const [name, value] of Object.entries(overrides)) {
      expect(Number.isInteger(value), name).toBe(true);
    }
  });

  it('has a binding for every input, constant, output and the params', () => {
    const { constants } = kernel.specialize(call, variant);
    expect(bindingsOf(kernel.shader)).toEqual([
      ...call.inputs.map(() => 'read-only-storage'),
      ...constants.map(() => 'read-only-storage'),
      ...call.outputs.map(() => 'storage'),
      'uniform',
    ]);
  });

  it('links its text, writes its params and starts at least one workgroup', () => {
    const { code, params, workgroups } = kernel.specialize(call, variant);
    expect(code).toContain(`fn ${entryPointOf(kernel.shader)}(`);
    expect(params.byteLength).toBe(paramsLayout(kernel.shader).byteLength);
    for (const count of workgroups) {
      expect(Number.isInteger(count) && count >= 1, `workgroups ${workgroups}`).toBe(true);
    }
  });
});

describe('the registry', () => {
  // A pipeline is known by its id and overrides, and constants are in neither.
  it('gives texts with other constants other ids', () => {
    const wide = [depthwiseCall(3, 1), depthwiseCall(3, 2), depthwiseCall(5, 1), fireCall(64)];
    const calls = [...SAMPLE_CALLS, ...wide];
    const texts = new Map<string, string>();
    for (const kernel of ALL_KERNELS.filter(({ shader }) => constantsOf(shader).length > 0)) {
      for (const call of calls.filter((each) => kernel.accepts(each))) {
        for (const variant of kernel.variants) {
          const { id, code } = kernel.specialize(call, variant);
          expect(texts.get(id) ?? code, id).toBe(code);
          texts.set(id, code);
        }
      }
    }
    expect(texts.size).toBeGreaterThan(40);
  });

  it('covers every op but concat, which the passes remove', () => {
    const ops = new Set(ALL_KERNELS.flatMap((kernel) => kernel.ops));
    expect([...ops].sort()).toEqual([...new Set(SAMPLE_CALLS.map(({ op }) => op))].sort());
  });

  it('has a kernel for every sample call, and a sample call for every kernel', () => {
    for (const call of SAMPLE_CALLS) {
      expect(
        ALL_KERNELS.some((kernel) => kernel.accepts(call)),
        call.op,
      ).toBe(true);
    }
    expect(new Set(cases.map(({ kernel }) => kernel)).size).toBe(ALL_KERNELS.length);
  });

  it('names every variant of a kernel differently', () => {
    for (const { shader, variants } of ALL_KERNELS) {
      const ids = variants.map((variant) => variantId(shader, variant));
      expect(new Set(ids).size, ids.join(' ')).toBe(ids.length);
    }
  });

  it('has kernels of different ops where they share a shader', () => {
    for (const { shader } of ALL_KERNELS) {
      const sharing = ALL_KERNELS.filter((kernel) => kernel.shader.stem === shader.stem);
      const ops = sharing.flatMap((kernel) => kernel.ops);
      expect(new Set(ops).size, `${shader.stem}: ${ops}`).toBe(ops.length);
    }
  });
});

describe('acceptance', () => {
  const x = wholeOperand([1, 6, 6, 8]);
  const w = zeros([8, 8, 1, 1]);
  const stems = (call: ReturnType<typeof callOf>) =>
    ALL_KERNELS.filter((kernel) => kernel.ops.includes(call.op) && kernel.accepts(call)).map(
      ({ shader }) => shader.stem,
    );

  it('gives strided and padded 1×1 convolutions to the general kernels only', () => {
    const general = ['conv2d-direct', 'conv2d-tiled'];
    for (const given of [{ strides: [2, 2] as const }, { pads: evenPads(1) }]) {
      expect(stems(callOf('conv2d', [x], [x], convAttributes(given), [w]))).toEqual(general);
    }
  });

  it('gives convolutions with a group per channel to the depthwise kernels', () => {
    const depthwise = ['depthwise-conv2d', 'depthwise-conv2d-tiled'];
    const grouped = convAttributes({ groups: 8 });
    expect(stems(callOf('conv2d', [x], [x], grouped, [zeros([8, 1, 1, 1])]))).toEqual(depthwise);
    const twice = wholeOperand([1, 6, 6, 16]);
    expect(stems(callOf('conv2d', [x], [twice], grouped, [zeros([16, 1, 1, 1])]))).toEqual(
      depthwise,
    );
  });

  it('leaves depthwise windows that do not fit into workgroup memory to registers', () => {
    const large = convAttributes({ groups: 8, kernel: [27, 27], pads: evenPads(13) });
    expect(stems(callOf('conv2d', [x], [x], large, [zeros([8, 1, 27, 27])]))).toEqual([
      'depthwise-conv2d',
    ]);
  });

  it('gives other convolutions in groups to the grouped kernel', () => {
    const grouped = convAttributes({ groups: 2 });
    expect(stems(callOf('conv2d', [x], [x], grouped, [zeros([8, 4, 1, 1])]))).toEqual([
      'conv2d-grouped',
    ]);
  });

  it('refuses movements along more than eight axes that do not join', () => {
    const sizes = Array<number>(9).fill(2);
    const strided = (strides: readonly number[]) => {
      const attributes = { shape: [512], offset: 0, sizes, strides };
      return stems(callOf('as-strided', [x], [wholeOperand([512])], attributes));
    };
    expect(strided([1, 2, 4, 8, 1, 2, 4, 8, 1])).toEqual([]);
    expect(strided([1, 2, 4, 8, 1, 2, 4, 2, 1])).toEqual(['as-strided']);
  });

  it('gives convolutions with a prologue to the pointwise kernels only', () => {
    const pointwise = ['conv2d-pointwise', 'conv2d-pointwise-tiled', 'conv2d-pointwise-split'];
    const constants = [w, zeros([8]), zeros([8]), zeros([8])];
    for (const prologue of ['none', 'relu'] as const) {
      const attributes = convAttributes({ prologue });
      expect(stems(callOf('conv2d', [x], [x], attributes, constants))).toEqual(pointwise);
    }
  });

  it('refuses prologues of other activations, windows and groups, and computed ones', () => {
    const constants = [w, zeros([8]), zeros([8]), zeros([8])];
    for (const given of [
      { prologue: 'silu' as const },
      { prologue: 'relu' as const, pads: evenPads(1) },
      { prologue: 'relu' as const, groups: 8 },
      { prologue: 'relu' as const, groups: 2 },
    ]) {
      expect(stems(callOf('conv2d', [x], [x], convAttributes(given), constants))).toEqual([]);
    }
    const computed = convAttributes({ prologue: 'relu' });
    expect(stems(callOf('conv2d', [x, x], [x], computed, constants.slice(1)))).toEqual([]);
    expect(stems(callOf('conv2d', [x], [x], computed, constants.slice(1)))).toEqual([]);
  });

  it('refuses a batch normalisation whose scale or shift is computed', () => {
    const norm = { activation: 'none' };
    expect(stems(callOf('batch-norm', [x, x], [x], norm, [zeros([8])]))).toEqual([]);
    expect(stems(callOf('batch-norm', [x], [x], norm, [zeros([8])]))).toEqual([]);
  });

  it('refuses convolutions and biases whose weights are computed', () => {
    expect(stems(callOf('conv2d', [x, x], [x], convAttributes()))).toEqual([]);
    expect(stems(callOf('bias-add', [x, x], [x]))).toEqual([]);
  });

  it('refuses convolutions whose weights are computed and whose bias is constant', () => {
    expect(stems(callOf('conv2d', [x, x], [x], convAttributes(), [zeros([8])]))).toEqual([]);
  });

  it('refuses convolutions whose bias is computed', () => {
    expect(stems(callOf('conv2d', [x, x], [x], convAttributes(), [w]))).toEqual([]);
  });

  it('refuses to copy a constant', () => {
    expect(stems(callOf('copy', [], [x], {}, [zeros([1, 6, 6, 8])]))).toEqual([]);
  });
});

describe('foldGrid', () => {
  it('leaves what a device dispatches along one axis as it is', () => {
    expect(foldGrid(1)).toEqual([1, 1, 1]);
    expect(foldGrid(65_535)).toEqual([65_535, 1, 1]);
  });

  it('folds what is longer into rows that hold all, and as little more as can be', () => {
    expect(foldGrid(65_536)).toEqual([32_768, 2, 1]);
    expect(foldGrid(200_001)).toEqual([50_001, 4, 1]);
  });
});

describe('operandInside', () => {
  it('is the whole buffer, padding included, for a value that is no view', () => {
    expect(operandInside([1, 2, 3, 5], 0, 5)).toEqual(wholeOperand([1, 2, 3, 5]));
    expect(wholeOperand([1, 2, 3, 5]).span).toEqual({ pixels: 6, words: 2, first: 0, end: 8 });
  });

  it('ends at its last channel inside, and at the padding where it reaches the end', () => {
    expect(operandInside([1, 2, 3, 5], 1, 10).span).toMatchObject({ words: 3, first: 1, end: 6 });
    expect(operandInside([1, 2, 3, 5], 5, 10).span).toMatchObject({ words: 3, first: 5, end: 12 });
  });
});
