// Means, resizes and pools that are undone, one small file for each form. What LiteRT gives is recorded in litert-further-outputs.ts,
// under the same names.
import { options } from '../../../src/formats/tflite/tflite.fixtures';
import { f32, integers, u8, u8Constant } from './case-parts';
import { type FurtherCase, MAP, one, X } from './further-case';

/** SAME, strides and windows of two by two, and no function; room for padding that is worked out. */
const POOL_OPTIONS = new Uint8Array(Int32Array.of(1, 2, 2, 2, 2, 0, 0, 0, 0, 0).buffer);

/** A map that is pooled, doubled, and put back. */
export const UNPOOLING_CASES: Readonly<Record<string, FurtherCase>> = {
  'MaxPoolingWithArgmax2D and MaxUnpooling2D': {
    file: {
      tensors: [
        f32([1, 4, 6, 2]),
        f32([1, 2, 3, 2]),
        f32([1, 2, 3, 2]),
        f32([1, 2, 3, 2]),
        f32([1, 4, 6, 2]),
      ],
      operators: [
        {
          op: 'CUSTOM:MaxPoolingWithArgmax2D',
          inputs: [0],
          outputs: [1, 2],
          customOptions: POOL_OPTIONS,
        },
        { op: 'ADD', inputs: [1, 1], outputs: [3] },
        {
          op: 'CUSTOM:MaxUnpooling2D',
          inputs: [3, 2],
          outputs: [4],
          customOptions: POOL_OPTIONS,
        },
      ],
      inputs: [0],
      outputs: [4],
    },
  },
};

/** Means and the like, and resizes. */
export const SAMPLING_CASES: Readonly<Record<string, FurtherCase>> = {
  'MEAN of channels': one('MEAN', [f32(MAP), integers([3]), f32([1, 3, 4])], options.mean(false)),
  'MEAN of columns, kept': one(
    'MEAN',
    [f32(MAP), integers([2]), f32([1, 3, 1, 2])],
    options.mean(true),
  ),
  'MEAN of everything': one(
    'MEAN',
    [f32(MAP), integers([0, 1, 2, 3]), f32([])],
    options.mean(false),
  ),
  'SUM of rows': one('SUM', [f32(MAP), integers([1]), f32([1, 4, 2])], options.mean(false)),
  ARG_MAX: {
    file: {
      tensors: [f32(MAP), integers([2], []), { shape: [1, 3, 2], type: 'INT32' }, f32([1, 3, 2])],
      operators: [
        { op: 'ARG_MAX', inputs: [0, 1], outputs: [2], options: options.argMax(2) },
        { op: 'CAST', inputs: [2], outputs: [3] },
      ],
      inputs: [0],
      outputs: [3],
    },
  },
  ARG_MIN: {
    file: {
      tensors: [f32(MAP), integers([-1]), { shape: [1, 3, 4], type: 'INT32' }, f32([1, 3, 4])],
      operators: [
        { op: 'ARG_MIN', inputs: [0, 1], outputs: [2], options: [57, [['int8', 2]]] },
        { op: 'CAST', inputs: [2], outputs: [3] },
      ],
      inputs: [0],
      outputs: [3],
    },
  },
  REDUCE_PROD: one(
    'REDUCE_PROD',
    [f32([1, 3, 2]), integers([1]), f32([1, 2])],
    options.mean(false),
  ),
  REDUCE_MAX: one('REDUCE_MAX', [f32(MAP), integers([1, 2]), f32([1, 2])], options.mean(false)),
  'REDUCE_MIN of channels': one(
    'REDUCE_MIN',
    [f32(MAP), integers([-1]), f32([1, 3, 4, 1])],
    options.mean(true),
  ),
  'RESIZE_BILINEAR, corners': one(
    'RESIZE_BILINEAR',
    [f32(MAP), integers([5, 7]), f32([1, 5, 7, 2])],
    options.resizeBilinear({ alignCorners: true }),
  ),
  'RESIZE_BILINEAR, half pixels': one(
    'RESIZE_BILINEAR',
    [f32(MAP), integers([6, 3]), f32([1, 6, 3, 2])],
    options.resizeBilinear({ halfPixelCenters: true }),
  ),
  'RESIZE_BILINEAR, neither': one(
    'RESIZE_BILINEAR',
    [f32(MAP), integers([5, 6]), f32([1, 5, 6, 2])],
    options.resizeBilinear(),
  ),
  'RESIZE_NEAREST_NEIGHBOR, corners': one(
    'RESIZE_NEAREST_NEIGHBOR',
    [f32(MAP), integers([5, 6]), f32([1, 5, 6, 2])],
    options.resizeNearest({ alignCorners: true }),
  ),
  'RESIZE_NEAREST_NEIGHBOR, half pixels': one(
    'RESIZE_NEAREST_NEIGHBOR',
    [f32(MAP), integers([5, 2]), f32([1, 5, 2, 2])],
    options.resizeNearest({ halfPixelCenters: true }),
  ),
  'RESIZE_NEAREST_NEIGHBOR, neither': one(
    'RESIZE_NEAREST_NEIGHBOR',
    [f32(MAP), integers([6, 8]), f32([1, 6, 8, 2])],
    options.resizeNearest(),
  ),
  'uint8 RESIZE_BILINEAR': one(
    'RESIZE_BILINEAR',
    [u8(MAP, ...X), integers([5, 7]), u8([1, 5, 7, 2], ...X)],
    options.resizeBilinear({ halfPixelCenters: true }),
  ),
  'uint8 CONCATENATION with a constant': one(
    'CONCATENATION',
    [u8(MAP, ...X), u8Constant([1, 1, 4, 2], ...X), u8([1, 4, 4, 2], ...X)],
    options.concatenation(1),
  ),
};
