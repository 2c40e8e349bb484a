// Op suite: borders, and resizing.
import { f, i, type OpCase, op, x } from './op-case';

/** Pads and modes, by the shape that they are for; begins of all axes come before their ends. */
const BORDERS: readonly (readonly [dims: readonly number[], pads: readonly number[]])[] = [
  [
    [1, 3, 15, 7],
    [0, 0, 1, 1, 0, 0, 1, 1],
  ],
  [
    [2, 7, 5, 6],
    [0, 0, 2, 0, 0, 0, 0, 3],
  ],
  [
    [1, 4, 5, 3],
    [0, 0, 0, 2, 0, 0, 0, 0],
  ],
  [
    [2, 3, 5, 3],
    [0, 1, 0, 0, 0, 2, 0, 0],
  ],
  [
    [2, 3, 5, 3],
    [1, 0, 0, 0, 0, 0, 0, 0],
  ],
  [
    [2, 3, 5, 3],
    [0, 1, 0, 2, 0, 0, 0, 1],
  ],
  [
    [2, 4, 5, 3],
    [1, 2, 3, 1, 1, 1, 2, 2],
  ],
  [
    [2, 3, 5, 4],
    [0, 2, 1, 1, 0, 0, 1, 1],
  ],
  [
    [2, 3, 5, 6],
    [0, 0, -1, -1, 0, 0, -2, 0],
  ],
  [
    [2, 3, 5, 6],
    [0, 0, -1, 2, 0, 0, 2, -1],
  ],
  [
    [2, 3, 5, 6],
    [0, 0, 0, 0, 0, 0, 0, 0],
  ],
  [[7], [2, 3]],
  [
    [3, 15],
    [1, 2, 0, 3],
  ],
  [
    [3, 15],
    [0, 0, 0, 1],
  ],
  [
    [2, 3, 5],
    [0, 1, 2, 0, 1, 0],
  ],
  [
    [2, 3, 5],
    [1, 2, 3, 1, 2, 3],
  ],
  [
    [1, 2, 3, 4, 5],
    [0, 0, 1, 2, 1, 0, 0, 1, 0, 3],
  ],
];

const PADS: readonly OpCase[] = [
  ...BORDERS.map(([dims, pads]) => op('Pad', [x(...dims), i(pads)], {}, { opset: 11 })),
  ...BORDERS.map(([dims, pads]) => op('Pad', [x(...dims), i(pads), f(-1.5)])),
  ...['reflect', 'edge'].flatMap((mode) =>
    BORDERS.filter(([dims, pads]) => isMirrored(dims, pads, mode)).flatMap(([dims, pads]) => [
      op('Pad', [x(...dims), i(pads)], { mode }),
      op('Pad', [x(...dims)], { mode, pads }, { opset: 9 }),
    ]),
  ),
  op('Pad', [x(1, 3, 5, 4)], { pads: [0, 0, 1, 2, 0, 0, 2, 1] }, { opset: 7 }),
  op('Pad', [x(1, 3, 5, 4)], { pads: [0, 0, 1, 2, 0, 0, 2, 1], value: 0.5 }, { opset: 10 }),
  op(
    'Pad',
    [x(1, 3, 5, 4)],
    { pads: [0, 2, 1, 0, 0, 0, 2, -1], value: -2, mode: 'constant' },
    { opset: 9 },
  ),
  op('Pad', [x(1, 3, 5, 4), i([1, 2, 0, 1]), null, i([2, 3])], {}, { opset: 18 }),
  op('Pad', [x(1, 3, 5, 4), i([1, 2, 0, 1]), f(3), i([-1, 1])], {}, { opset: 18 }),
  op('Pad', [x(1, 3, 5, 4), i([1, 2]), null, i([2])], { mode: 'reflect' }, { opset: 18 }),
  op('Pad', [x(1, 3, 5, 4), i([1, 2]), null, i([-1])], { mode: 'edge' }, { opset: 22 }),
];

/** A mirrored axis has to be longer than its border; ONNX Runtime mirrors no cropped axes. */
function isMirrored(dims: readonly number[], pads: readonly number[], mode: string): boolean {
  if (pads.some((pad) => pad < 0)) return mode === 'edge';
  return pads.every((pad, at) => mode === 'edge' || pad < (dims[at % dims.length] ?? 0));
}

const COORDINATES = ['half_pixel', 'pytorch_half_pixel', 'asymmetric', 'align_corners'];
const ROUNDINGS = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'];
const SCALES = [
  [2, 2],
  [1.7, 0.6],
  [0.5, 3],
];
const SIZES = [
  [14, 5],
  [3, 9],
  [1, 1],
];

const RESIZES: readonly OpCase[] = COORDINATES.flatMap((coordinate_transformation_mode) => {
  const linear = { coordinate_transformation_mode, mode: 'linear' };
  const nearest = ROUNDINGS.map((nearest_mode) => ({
    coordinate_transformation_mode,
    nearest_mode,
  }));
  return [linear, ...nearest].flatMap((settings, at) => [
    ...SCALES.map((scales) => op('Resize', [x(1, 3, 7, 5), null, f([1, 1, ...scales])], settings)),
    ...SIZES.map((sizes) =>
      op('Resize', [x(2, 5, 7, 5), f([]), f([]), i([2, 5, ...sizes])], settings, {
        opset: at % 2 ? 11 : 13,
      }),
    ),
  ]);
});

const OTHER_RESIZES: readonly OpCase[] = [
  op('Resize', [x(1, 3, 7, 5), null, f([1, 1, 2, 2])]),
  op('Resize', [x(1, 3, 7, 5), null, f([1, 1, 2, 2])], { mode: 'linear' }, { opset: 19 }),
  op('Resize', [x(1, 3, 7, 5), null, f([2, 3])], { axes: [2, 3] }, { opset: 18 }),
  op('Resize', [x(1, 3, 7, 5), null, f([2, 3])], { axes: [-1, -2], mode: 'linear' }, { opset: 18 }),
  op('Resize', [x(1, 3, 7, 5), null, null, i([9])], { axes: [3] }, { opset: 18 }),
  // 10 · 0.7 and 25 · 0.44 are whole in float32 alone: 0.7 is held as 0.69999999, 0.44 as 0.43999999.
  op('Resize', [x(1, 3, 10, 25), null, f([1, 1, 0.7, 0.44])], { mode: 'linear' }),
  op('Resize', [x(1, 3, 7, 5), null, null, i([1, 3, 7, 5])]),
  op('Resize', [x(1, 3, 7, 5), f([1, 1, 2, 2])], {}, { opset: 10 }),
  op('Resize', [x(2, 3, 7, 5), f([1, 1, 1.5, 0.7])], {}, { opset: 10 }),
  op('Resize', [x(1, 15, 7, 5), f([1, 1, 2, 3])], { mode: 'linear' }, { opset: 10 }),
  op('Resize', [x(1, 4, 7, 5), f([1, 1, 0.6, 1.3])], { mode: 'linear' }, { opset: 10 }),
];

const UPSAMPLES: readonly OpCase[] = [
  op('Upsample', [x(1, 3, 7, 5)], { scales: [1, 1, 2, 2] }, { opset: 7 }),
  op('Upsample', [x(2, 4, 7, 5)], { scales: [1, 1, 1, 3], mode: 'nearest' }, { opset: 8 }),
  op('Upsample', [x(1, 7, 5, 3)], { scales: [1, 1, 1.5, 2.5] }, { opset: 7 }),
  op('Upsample', [x(1, 8, 5, 3)], { scales: [1, 1, 2, 2], mode: 'linear' }, { opset: 7 }),
  op('Upsample', [x(2, 1, 5, 3)], { scales: [1, 1, 1.7, 1], mode: 'linear' }, { opset: 8 }),
  op('Upsample', [x(1, 3, 7, 5), f([1, 1, 2, 2])], {}, { opset: 9 }),
  op('Upsample', [x(2, 12, 7, 5), f([1, 1, 3, 1])], { mode: 'nearest' }, { opset: 9 }),
  op('Upsample', [x(1, 15, 5, 3), f([1, 1, 2.2, 1.9])], {}, { opset: 9 }),
  op('Upsample', [x(1, 3, 7, 5), f([1, 1, 2, 2])], { mode: 'linear' }, { opset: 9 }),
  op('Upsample', [x(3, 2, 5, 3), f([1, 1, 1.3, 2.7])], { mode: 'linear' }, { opset: 9 }),
];

export const PADDING_CASES: readonly OpCase[] = [
  ...PADS,
  ...RESIZES,
  ...OTHER_RESIZES,
  ...UPSAMPLES,
];
