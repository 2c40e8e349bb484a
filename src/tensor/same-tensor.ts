// Whether two tensors hold the same numbers, as those of two readings of one file do.
import { sameShape, type Tensor, type TensorData } from './tensor';

/**
 * Whether they do, bit for bit. What a file codes, or looks up in a palette, is compared as it is and not decoded for it: so what
 * is coded is never the same as what is not.
 */
export function sameTensor(a: Tensor, b: Tensor): boolean {
  if (a === b) return true;
  if (a.dtype !== b.dtype || !sameShape(a.shape, b.shape)) return false;
  const [ours, theirs] = [partsOf(a), partsOf(b)];
  return (
    ours.length === theirs.length && ours.every((part, at) => sameBits(part, theirs[at] ?? part))
  );
}

type Part = TensorData | Uint8Array;

/** What says all of a tensor but its shape. Its data are asked for only where there is nothing else: they may not be computed yet. */
function partsOf(tensor: Tensor): readonly Part[] {
  const { coded, palette } = tensor;
  // Where runs start follows from the gaps.
  if (coded) return [coded.codebook, coded.codes, coded.gaps];
  return palette ? [palette.codebook, palette.codes] : [tensor.data];
}

function sameBits(a: Part, b: Part): boolean {
  const [x, y] = [bitsOf(a), bitsOf(b)];
  if (x.length !== y.length) return false;
  // A plain loop: networks have millions of weights.
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
  return true;
}

/** Whole numbers, of which none is equal to another: among floats a zero is to its negative, and what is no number not to itself. */
function bitsOf(part: Part): Uint32Array | Uint8Array {
  return part instanceof Float32Array
    ? new Uint32Array(part.buffer, part.byteOffset, part.length)
    : part;
}
