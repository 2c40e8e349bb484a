// Average pooling.
import { product } from '../../util/math';
import { defineOp, f32 } from '../op';
import type { Attributes } from '../schema';
import { WINDOW } from '../window';
import { pooledShape } from './pool-size';

/** Mean of each window. */
export const averagePool2d = defineOp({
  name: 'average-pool2d',
  attributes: {
    ...WINDOW,
    /** Rounds the output size up, as Caffe does. */
    ceilMode: 'flag',
    /** Whether padding counts: TensorFlow leaves it out, ONNX can count it. */
    countPadding: 'flag',
  },
  inputs: 'x',
  infer: ([x], a, misfit) => f32(pooledShape(x.shape, a, misfit)),
  reads: (_, { kernel }) => product(kernel),
});

/** The window. */
export type AveragePool2dAttributes = Attributes<typeof averagePool2d.attributes>;
