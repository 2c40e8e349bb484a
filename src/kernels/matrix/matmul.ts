// Products of matrices: shaders/matmul.wgsl.
import { ceilDiv } from '../../util/math';
import { shiftsLanes, spanWords } from '../channel-span';
import { registerVariant, tileOf } from '../conv/conv-call';
import { matmul as shader } from '../further-shaders.gen';
import { type Call, defineKernel, sole } from '../kernel';

/** Either operand is computed or constant; any number of matrices. */
export const matmul = defineKernel({
  shader,
  ops: ['matmul'],
  operands: [2],
  variants: [
    ...['4x1', '4x2', '8x2'].map((tile) => registerVariant(tile, 16, 1)),
    registerVariant('4x1', 8, 8),
    registerVariant('4x2', 8, 8),
  ],
  traits: (call) => (isUnaligned(call) ? ['unaligned'] : []),
  overrides: (call, { workgroup }) => ({
    WG_X: workgroup[0],
    WG_Y: workgroup[1],
    UNALIGNED: Number(isUnaligned(call)),
  }),
  params: (call) => {
    const [a, b] = [sole(call.inputs), second(call)];
    return { a: a.span, b: b.span, y: sole(call.outputs).span, ...matrixSize(call) };
  },
  workgroups: (call, variant) => {
    const { span } = sole(call.outputs);
    const { rows } = matrixSize(call);
    const { pixels, words } = tileOf(variant);
    const [x, y] = variant.workgroup;
    const tiles = (span.pixels / rows) * ceilDiv(rows, pixels);
    return [ceilDiv(tiles, x), ceilDiv(ceilDiv(spanWords(span), words), y), 1];
  },
});

function second(call: Call<'matmul'>) {
  return sole(call.inputs.slice(1));
}

/** Rows of each matrix of a, and what a row of a and a column of b have in common. */
function matrixSize(call: Call<'matmul'>): { rows: number; inner: number } {
  const [rows = 1, inner = 1] = sole(call.inputs).shape.slice(-2);
  return { rows, inner };
}

/** Lanes of a are paired with rows of b, so that only b and y have to agree. */
function isUnaligned(call: Call<'matmul'>): boolean {
  return shiftsLanes({ ...call, inputs: [second(call)] });
}
