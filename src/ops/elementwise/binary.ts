// Elementwise functions of two values: add, sub, mul, div, prelu, pow. A name for each; binary.reference.ts has what they compute.
import { formatShape, type Shape, sameShape } from '../../tensor/tensor';
import { defineOp, f32, type Op } from '../op';

/** Their names: `y = act(f(a, b))`, b of a's shape, one vector per image [n, 1, 1, c], or one vector [c]. */
export const BINARY = ['add', 'sub', 'mul', 'div', 'prelu', 'pow'] as const;

/** Name of an op of two values. */
export type BinaryName = (typeof BINARY)[number];

type Binary<N extends string> = Op<N, { readonly activation: 'activation' }, 'a b'>;

/** The ops by name. */
export const binaryOps = Object.fromEntries(BINARY.map((name) => [name, binary(name)])) as {
  readonly [N in BinaryName]: Binary<N>;
};

function binary<N extends string>(name: N): Binary<N> {
  return defineOp({
    name,
    attributes: { activation: 'activation' },
    inputs: 'a b',
    infer: ([a, b], _, misfit) => {
      if (!repeatsOver(a.shape, b.shape)) {
        throw misfit(`cannot broadcast ${formatShape(b.shape)} to ${formatShape(a.shape)}`);
      }
      return f32(a.shape);
    },
  });
}

/** Whether b is as large as a, or lacks what it repeats over: the pixels of an image, or everything but channels. */
export function repeatsOver(a: Shape, b: Shape): boolean {
  const sameChannels = a.at(-1) === b.at(-1);
  const perImage = b.length === 4 && b[0] === a[0] && b[1] === 1 && b[2] === 1;
  const isRepeated = sameChannels && (b.length === 1 || (perImage && a.length === 4));
  return sameShape(a, b) || isRepeated;
}
