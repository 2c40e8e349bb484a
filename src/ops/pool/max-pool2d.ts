// Max pooling.
import { product } from '../../util/math';
import { defineOp, f32 } from '../op';
import type { Attributes } from '../schema';
import { WINDOW } from '../window';
import { pooledShape } from './pool-size';

/** y[n,oh,ow,c] = max over kh,kw of x[n, oh·S−P+kh, ow·S−P+kw, c]. */
export const maxPool2d = defineOp({
  name: 'max-pool2d',
  attributes: {
    ...WINDOW,
    /** Rounds the output size up, as Caffe does. */
    ceilMode: 'flag',
  },
  inputs: 'x',
  infer: ([x], a, misfit) => f32(pooledShape(x.shape, a, misfit)),
  reads: (_, { kernel }) => product(kernel),
});

/** The window. */
export type MaxPool2dAttributes = Attributes<typeof maxPool2d.attributes>;
