// Operators that arrange numbers, one small file for each form. What LiteRT gives is recorded in litert-further-outputs.ts,
// under the same names.
import { options } from '../../../src/formats/tflite/tflite.fixtures';
import { constant, f32, integers, several, u8 } from './case-parts';
import { type FurtherCase, MAP, one, X } from './further-case';

/** Operators that arrange numbers. */
export const MOVEMENT_CASES: Readonly<Record<string, FurtherCase>> = {
  'CONCATENATION of rows': one(
    'CONCATENATION',
    [f32(MAP), f32([1, 2, 4, 2]), f32([1, 5, 4, 2])],
    options.concatenation(1),
  ),
  'CONCATENATION of columns with a constant': one(
    'CONCATENATION',
    [f32(MAP), constant([1, 3, 1, 2]), f32([1, 3, 5, 2])],
    options.concatenation(-2),
  ),
  'PACK along a new last axis': one(
    'PACK',
    [f32([1, 3]), f32([1, 3]), f32([1, 3, 2])],
    options.pack(2, -1),
  ),
  'UNPACK, the second part': {
    file: several('UNPACK', [f32([1, 3, 2]), f32([1, 3]), f32([1, 3])], 2, options.unpack(2, 2)),
  },
  'SPLIT of channels': {
    file: several(
      'SPLIT',
      [integers([3], []), f32([1, 2, 2, 4]), f32([1, 2, 2, 2]), f32([1, 2, 2, 2])],
      2,
      options.split(2),
    ),
  },
  'SPLIT_V of rows': {
    file: several(
      'SPLIT_V',
      [f32(MAP), integers([1, -1]), integers([1], []), f32([1, 1, 4, 2]), f32([1, 2, 4, 2])],
      2,
      options.splitV(2),
    ),
  },
  SLICE: one('SLICE', [
    f32(MAP),
    integers([0, 1, 2, 0]),
    integers([1, -1, 2, 1]),
    f32([1, 2, 2, 1]),
  ]),
  'STRIDED_SLICE, steps and an axis that goes': one(
    'STRIDED_SLICE',
    [
      f32(MAP),
      integers([0, 0, 1, -1]),
      integers([0, 3, 4, 2]),
      integers([1, 2, 2, 1]),
      f32([1, 2, 2]),
    ],
    options.stridedSlice({ begin: 1, end: 1, shrinkAxis: 8 }),
  ),
  'STRIDED_SLICE backwards, behind an ellipsis, and a new axis': one(
    'STRIDED_SLICE',
    [
      f32(MAP),
      integers([0, 0, 3]),
      integers([0, 0, 0]),
      integers([1, 1, -2]),
      f32([1, 3, 4, 1, 1]),
    ],
    options.stridedSlice({ ellipsis: 1, newAxis: 2, end: 4 }),
  ),
  REVERSE_V2: one('REVERSE_V2', [f32(MAP), integers([2]), f32(MAP)]),
  'GATHER in an irregular order': one(
    'GATHER',
    [f32(MAP), integers([3, 0, 1]), f32([1, 3, 3, 2])],
    options.gather(2),
  ),
  'GATHER of one place': one(
    'GATHER',
    [f32(MAP), integers([1], []), f32([1, 4, 2])],
    options.gather(1),
  ),
  'GATHER by computed indices': {
    file: {
      tensors: [
        f32([1, 3]),
        f32([1, 3]),
        { shape: [1, 3], type: 'INT32' },
        { shape: [11, 2], data: Float32Array.from({ length: 22 }, (_, i) => i) },
        f32([1, 3, 2]),
      ],
      operators: [
        { op: 'ABS', inputs: [0], outputs: [1] },
        { op: 'CAST', inputs: [1], outputs: [2] },
        { op: 'GATHER', inputs: [3, 2], outputs: [4], options: options.gather(0) },
      ],
      inputs: [0],
      outputs: [4],
    },
  },
  'GATHER_ND by computed indices': {
    file: {
      tensors: [
        f32([1, 3, 2]),
        f32([1, 3, 2]),
        { shape: [1, 3, 2], type: 'INT32' },
        integers([3, 2]),
        { shape: [1, 3, 2], type: 'INT32' },
        { shape: [4, 3, 2], data: Float32Array.from({ length: 24 }, (_, i) => i) },
        f32([1, 3, 2]),
      ],
      operators: [
        { op: 'ABS', inputs: [0], outputs: [1] },
        { op: 'CAST', inputs: [1], outputs: [2] },
        { op: 'MINIMUM', inputs: [2, 3], outputs: [4] },
        { op: 'GATHER_ND', inputs: [5, 4], outputs: [6] },
      ],
      inputs: [0],
      outputs: [6],
    },
  },
  TRANSPOSE: one('TRANSPOSE', [f32(MAP), integers([0, 3, 1, 2]), f32([1, 2, 3, 4])]),
  TILE: one('TILE', [f32([1, 2, 3]), integers([1, 2, 2]), f32([1, 4, 6])]),
  BROADCAST_TO: one('BROADCAST_TO', [f32([1, 2, 1]), integers([1, 2, 3]), f32([1, 2, 3])]),
  'FILL and ZEROS_LIKE': {
    file: {
      tensors: [
        f32([1, 3]),
        integers([1, 3]),
        { shape: [], data: Float32Array.of(2.5) },
        f32([1, 3]),
        f32([1, 3]),
        f32([1, 3]),
        f32([1, 3]),
      ],
      operators: [
        { op: 'FILL', inputs: [1, 2], outputs: [3] },
        { op: 'ZEROS_LIKE', inputs: [0], outputs: [4] },
        { op: 'ADD', inputs: [0, 3], outputs: [5] },
        { op: 'MUL', inputs: [5, 4], outputs: [6] },
      ],
      inputs: [0],
      outputs: [6],
    },
  },
  DEPTH_TO_SPACE: one(
    'DEPTH_TO_SPACE',
    [f32([1, 2, 1, 8]), f32([1, 4, 2, 2])],
    options.depthToSpace(2),
  ),
  SPACE_TO_DEPTH: one(
    'SPACE_TO_DEPTH',
    [f32([1, 4, 2, 2]), f32([1, 2, 1, 8])],
    options.spaceToDepth(2),
  ),
  SPACE_TO_BATCH_ND: one('SPACE_TO_BATCH_ND', [
    f32(MAP),
    integers([2, 2]),
    integers([1, 0, 1, 1], [2, 2]),
    f32([4, 2, 3, 2]),
  ]),
  BATCH_TO_SPACE_ND: one('BATCH_TO_SPACE_ND', [
    f32([4, 2, 3, 2]),
    integers([2, 2]),
    integers([1, 0, 1, 1], [2, 2]),
    f32(MAP),
  ]),
  'PAD of channels and pixels': one('PAD', [
    f32([1, 2, 2, 2]),
    integers([0, 0, 1, 0, 0, 1, 1, 2], [4, 2]),
    f32([1, 3, 3, 5]),
  ]),
  'PAD of three axes': one('PAD', [
    f32([1, 3, 2]),
    integers([0, 0, 2, 1, 0, 1], [3, 2]),
    f32([1, 6, 3]),
  ]),
  'uint8 PAD of channels': one('PAD', [
    u8([1, 2, 2, 2], ...X),
    integers([0, 0, 0, 0, 0, 0, 0, 2], [4, 2]),
    u8([1, 2, 2, 4], ...X),
  ]),
  'MIRROR_PAD, REFLECT': one(
    'MIRROR_PAD',
    [f32([1, 3, 4, 1]), integers([0, 0, 2, 1, 1, 3, 0, 0], [4, 2]), f32([1, 6, 8, 1])],
    options.mirrorPad('REFLECT'),
  ),
  'MIRROR_PAD, SYMMETRIC, of channels': one(
    'MIRROR_PAD',
    [f32([1, 2, 3]), integers([0, 0, 0, 0, 2, 3], [3, 2]), f32([1, 2, 8])],
    options.mirrorPad('SYMMETRIC'),
  ),
  CAST: {
    file: {
      tensors: [u8(MAP, 1, 0), f32(MAP), f32(MAP)].map((tensor, i) =>
        i === 0 ? { shape: MAP, type: 'UINT8' } : tensor,
      ),
      operators: [
        { op: 'CAST', inputs: [0], outputs: [1] },
        { op: 'NEG', inputs: [1], outputs: [2] },
      ],
      inputs: [0],
      outputs: [2],
    },
  },
};
