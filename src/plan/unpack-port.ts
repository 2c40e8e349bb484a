// A value as its slot holds it → a tensor.
import { unpackNhwc4 } from '../tensor/layout';
import type { Tensor } from '../tensor/tensor';
import type { Port } from './plan';

/** The value that a port's slot holds, NHWC or [n, c]; `bytes` are the slot's, with numbers of four bytes. */
export function unpackPort({ shape, span, dtype }: Port, bytes: ArrayBuffer): Tensor {
  const data = unpackNhwc4(new Float32Array(bytes), shape, span.first, span.words);
  return dtype === 'u32'
    ? { dtype, shape, data: new Uint32Array(data.buffer) }
    : { dtype, shape, data };
}
