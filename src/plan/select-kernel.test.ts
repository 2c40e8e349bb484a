// Which kernel and variant a call gets on which kind of adapter.
import { describe, expect, it } from 'vitest';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { type Call, operandInside, variantId, wholeOperand } from '../kernels/kernel';
import type { Conv2dAttributes } from '../ops/conv/conv2d';
import { evenPads, NO_PADS } from '../ops/window';
import { zeros } from '../tensor/tensor';
import type { AdapterKind } from '../util/adapter-kind';
import { candidatesOf } from './candidates';
import { selectKernel as select } from './select-kernel';
import { plainTarget } from './target.fixtures';

const selectKernel = (call: Call, adapter: AdapterKind, hasSubgroups = false) =>
  select(call, plainTarget(adapter, hasSubgroups), ALL_KERNELS);

function convCall(size: number, k: number, given: Partial<Conv2dAttributes> = {}): Call {
  const attributes: Conv2dAttributes = {
    kernel: [1, 1],
    strides: [1, 1],
    pads: NO_PADS,
    dilations: [1, 1],
    groups: 1,
    activation: 'none',
    ...given,
  };
  const constants = [zeros([k, 8 / attributes.groups, ...attributes.kernel])];
  const x = wholeOperand([1, size, size, 8]);
  return {
    op: 'conv2d',
    attributes,
    inputs: [x],
    outputs: [wholeOperand([1, size, size, k])],
    constants,
  };
}

/** The kernel of every depthwise window. */
const REGISTERS = 'depthwise-conv2d';

/** The products of a Winograd convolution of 8 channels to 64. */
function productCall(tiles: number): Call {
  return {
    op: 'winograd-multiply',
    attributes: { tile: 2, pixels: tiles },
    inputs: [wholeOperand([16, tiles, 8])],
    outputs: [wholeOperand([16, tiles, 64])],
    constants: [zeros([64, 8, 3, 3])],
  };
}

function chosen(call: Call, adapter: AdapterKind): string | undefined {
  return selectKernel(call, adapter)?.kernel.shader.stem;
}

describe('selectKernel', () => {
  it('takes the kernel of first layers for up to three channels', () => {
    const picture = { ...convCall(8, 8, { kernel: [3, 3] }), inputs: [wholeOperand([1, 8, 8, 3])] };
    const call = { ...picture, constants: [zeros([8, 3, 3, 3])] };
    expect(chosen(call, 'software')).toBe('conv2d-direct-c3');
  });

  it('prefers the pointwise kernel where it fits', () => {
    expect(chosen(convCall(8, 8), 'software')).toBe('conv2d-pointwise');
    expect(chosen(convCall(8, 8, { kernel: [3, 3] }), 'software')).toBe('conv2d-direct');
  });

  it('stages in workgroup memory on hardware from 1024 pixels on', () => {
    expect(chosen(convCall(32, 8), 'hardware')).toBe('conv2d-pointwise-tiled');
    expect(chosen(convCall(31, 8), 'hardware')).toBe('conv2d-pointwise');
    expect(chosen(convCall(32, 8, { kernel: [3, 3] }), 'hardware')).toBe('conv2d-tiled');
  });

  it('does not stage inputs of one word', () => {
    const picture = {
      ...convCall(64, 8, { kernel: [3, 3] }),
      inputs: [wholeOperand([1, 64, 64, 3])],
    };
    const call = { ...picture, constants: [zeros([8, 3, 3, 3])] };
    expect(chosen(call, 'hardware')).toBe('conv2d-direct-c3');
  });

  it('shares sums of many channels on hardware where there are few pixels and words', () => {
    const choice = (size: number, c: number, k: number, adapter: AdapterKind = 'hardware') => {
      const inputs = [wholeOperand([1, size, size, c])];
      return chosen({ ...convCall(size, k), inputs, constants: [zeros([k, c, 1, 1])] }, adapter);
    };
    expect(choice(7, 1024, 1024)).toBe('conv2d-pointwise-split');
    expect(choice(8, 1024, 64)).toBe('conv2d-pointwise-split');
    expect(choice(7, 1024, 1024, 'software')).toBe('conv2d-pointwise');
    expect(choice(14, 64, 512)).toBe('conv2d-pointwise-split');
    expect(choice(14, 60, 512)).toBe('conv2d-pointwise');
    // 169 tiles of 4 pixels, 48 of 2 words: 126.75 workgroups of 64; then 49: 129.4.
    expect(choice(26, 512, 384)).toBe('conv2d-pointwise-split');
    expect(choice(26, 512, 392)).toBe('conv2d-pointwise');
    expect(choice(1, 1024, 64)).toBe('fully-connected');
    // Rather than staged, where there are pixels enough for that: a squeeze layer, and one of as many words as pixels.
    expect(choice(55, 96, 16)).toBe('conv2d-pointwise-split');
    expect(choice(55, 96, 128)).toBe('conv2d-pointwise-tiled');
  });

  it('never stages on software, where barriers cost more than they save', () => {
    expect(chosen(convCall(111, 8), 'software')).toBe('conv2d-pointwise');
  });

  it('takes wide workgroups on software and square ones on hardware', () => {
    expect(selectKernel(convCall(8, 64), 'software')?.variant.workgroup).toEqual([16, 1]);
    expect(selectKernel(convCall(8, 64), 'hardware')?.variant.workgroup).toEqual([8, 8]);
  });

  it('takes no tile that would mostly compute padding', () => {
    const tileFor = (size: number, k: number, adapter: AdapterKind) =>
      selectKernel(convCall(size, k), adapter)?.variant.tile;
    expect(tileFor(8, 64, 'software')).toBe('8x4');
    // A CPU computes four tiles at once: 16 pixels would leave half of four 8x4 tiles idle.
    expect(tileFor(4, 64, 'software')).toBe('4x2');
    expect(selectKernel(convCall(8, 4), 'software')?.variant.tile).toBe('8x1');
    expect(selectKernel(convCall(8, 8), 'software')?.variant.tile).toBe('8x2');
  });

  it('lets no invocation wait for another on software', () => {
    const [map, vector] = [wholeOperand([1, 7, 7, 64]), wholeOperand([1, 64])];
    const mean: Call = {
      op: 'global-average-pool',
      attributes: {},
      inputs: [map],
      outputs: [vector],
      constants: [],
    };
    expect(selectKernel(mean, 'software')?.variant.barriers).toBeUndefined();
    expect(selectKernel(mean, 'hardware')?.variant.barriers).toBe(true);
  });

  it('ranks entries together on hardware, and each by one invocation on software', () => {
    const ranking: Call = {
      op: 'top-k',
      attributes: { k: 5 },
      inputs: [wholeOperand([1, 1000])],
      outputs: [wholeOperand([1, 5]), wholeOperand([1, 5])],
      constants: [],
    };
    expect(selectKernel(ranking, 'hardware')?.variant.workgroup).toEqual([32, 2]);
    expect(selectKernel(ranking, 'software')?.variant.workgroup).toEqual([1, 64]);
  });

  it('takes variants that share weights on software with subgroups, and nowhere else', () => {
    for (const call of [
      convCall(8, 64),
      convCall(8, 64, { kernel: [3, 3] }),
      { ...convCall(8, 8), inputs: [wholeOperand([1, 8, 8, 3])], constants: [zeros([8, 3, 1, 1])] },
      productCall(49),
    ]) {
      const weights = (adapter: AdapterKind, hasSubgroups?: boolean) =>
        selectKernel(call, adapter, hasSubgroups)?.variant.weights;
      expect(weights('software', true)).toBe('quad');
      expect(weights('software', false)).toBe('each');
      expect(weights('software')).toBe('each');
      for (const hasSubgroups of [true, false]) {
        expect(weights('hardware', hasSubgroups)).toBe('each');
      }
    }
  });

  it('takes what has no such choice with subgroups and without', () => {
    const depthwise = convCall(8, 8, { kernel: [3, 3], groups: 8 });
    const chosenFor = (hasSubgroups: boolean) => selectKernel(depthwise, 'software', hasSubgroups);
    expect(chosenFor(true)).not.toBeNull();
    expect(chosenFor(true)).toEqual(chosenFor(false));
  });

  it('takes a smaller tile on hardware where larger ones are few, or half of one would have nothing to do', () => {
    const tileFor = (size: number) => (k: number) =>
      selectKernel(convCall(size, k), 'hardware', true)?.variant.tile;
    expect([4, 8, 64, 256].map(tileFor(31))).toEqual(['4x1', '4x1', '4x1', '4x1']);
    expect([4, 64, 72, 256].map(tileFor(128))).toEqual(['4x1', '4x2', '4x2', '4x2']);
  });

  it('goes down blocks of columns on software alone, by dense depthwise windows of 3×3', () => {
    const window = { kernel: [3, 3], pads: evenPads(1), groups: 8 } as const;
    const dense = convCall(28, 8, window);
    expect(chosen(dense, 'software')).toBe('depthwise-conv2d-block');
    expect(chosen(dense, 'hardware')).toBe(REGISTERS);
    expect(chosen(convCall(28, 8, { ...window, strides: [1, 2] }), 'software')).toBe(REGISTERS);
    expect(chosen(convCall(28, 8, { ...window, dilations: [2, 1] }), 'software')).toBe(REGISTERS);
    expect(chosen(convCall(28, 8, { ...window, kernel: [3, 5] }), 'software')).toBe(REGISTERS);
    // Two channels of y for each of x; and channels in other lanes of y than of x.
    expect(chosen(convCall(28, 16, window), 'software')).toBe(REGISTERS);
    const shifted = { ...dense, outputs: [operandInside([1, 28, 28, 8], 2, 12)] };
    expect(chosen(shifted, 'software')).toBe(REGISTERS);
    // Where it does not compile, the kernel of every other window is there.
    const target = plainTarget('software');
    target.struck.set('depthwise-conv2d-block__f32_nhwc4_wg16', 'does not compile');
    expect(select(dense, target, ALL_KERNELS)?.kernel.shader.stem).toBe(REGISTERS);
  });

  it('finds none for what no kernel accepts', () => {
    expect(selectKernel({ ...convCall(8, 8), constants: [] }, 'hardware')).toBeNull();
  });

  it('counts the tiles of each matrix of a Winograd convolution by themselves', () => {
    const product = (tiles: number) => selectKernel(productCall(tiles), 'software')?.variant.tile;
    expect(product(32)).toBe('8x4');
    // Together 16 matrices of 16 rows would fill such tiles, but each of them fills half of four.
    expect(product(16)).toBe('4x2');
  });
});

describe('candidatesOf', () => {
  it('has what only software adapters gain by for them alone', () => {
    const call = convCall(28, 8, { kernel: [3, 3], pads: evenPads(1), groups: 8 });
    const shaders = (adapter: AdapterKind) =>
      candidatesOf(call, plainTarget(adapter)).map(({ kernel }) => kernel.shader.stem);
    expect(shaders('software')[0]).toBe('depthwise-conv2d-block');
    expect(shaders('software')).toContain(REGISTERS);
    expect(shaders('hardware')).not.toContain('depthwise-conv2d-block');
  });

  const idsOf = (call: Call, adapter: AdapterKind, hasSubgroups: boolean) =>
    candidatesOf(call, plainTarget(adapter, hasSubgroups)).map(({ kernel, variant }) =>
      variantId(kernel.shader, variant),
    );

  it.each(['software', 'hardware'] as const)('starts with what the rules choose: %s', (adapter) => {
    for (const hasSubgroups of [true, false]) {
      for (const call of [convCall(8, 64), convCall(32, 8), productCall(49)]) {
        const [first] = candidatesOf(call, plainTarget(adapter, hasSubgroups));
        expect(first).toEqual(selectKernel(call, adapter, hasSubgroups));
      }
    }
  });

  it('has every variant of every kernel that accepts the call once', () => {
    const ids = idsOf(convCall(8, 64), 'hardware', true);
    expect(new Set(ids).size).toBe(ids.length);
    const accepting = ALL_KERNELS.filter((kernel) => kernel.accepts(convCall(8, 64)));
    expect(accepting.length).toBeGreaterThan(1);
    expect(ids.length).toBe(accepting.reduce((sum, { variants }) => sum + variants.length, 0));
  });

  it('has none that share sums for software adapters, where they always lose', () => {
    const ids = (adapter: 'software' | 'hardware') => idsOf(convCall(8, 64), adapter, true);
    const shared = ids('hardware').filter((id) => id.includes('conv2d-pointwise-split'));
    expect(shared.length).toBeGreaterThan(0);
    expect(new Set(ids('software'))).toEqual(
      new Set(ids('hardware').filter((id) => !shared.includes(id))),
    );
  });

  it('has no variants that need subgroups where there are none', () => {
    const [withThem, without] = [true, false].map((hasSubgroups) =>
      idsOf(convCall(8, 64), 'hardware', hasSubgroups),
    );
    expect(withThem?.filter((id) => id.includes('_quad_')).length).toBeGreaterThan(0);
    expect(without).toEqual(withThem?.filter((id) => !id.includes('_quad_')));
  });
});
