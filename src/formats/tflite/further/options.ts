// Tables of the options of further operators: their code in the union, and their fields. `OPTIONS` in schema.ts has those
// of the common ones. https://ai.google.dev/edge/litert, tensorflow/…/lite/schema/schema.fbs

/** By operator. */
export const FURTHER_OPTIONS = {
  concatenation: { code: 10, slots: { axis: 0, activation: 1 } },
  add: { code: 11, slots: { activation: 0 } },
  resizeBilinear: { code: 15, slots: { alignCorners: 2, halfPixelCenters: 3 } },
  spaceToDepth: { code: 19, slots: { blockSize: 0 } },
  mul: { code: 21, slots: { activation: 0 } },
  gather: { code: 23, slots: { axis: 0, batchDims: 1 } },
  reducer: { code: 27, slots: { keepDims: 0 } },
  sub: { code: 28, slots: { activation: 0 } },
  div: { code: 29, slots: { activation: 0 } },
  stridedSlice: {
    code: 32,
    slots: {
      beginMask: 0,
      endMask: 1,
      ellipsisMask: 2,
      newAxisMask: 3,
      shrinkAxisMask: 4,
      offset: 5,
    },
  },
  split: { code: 35, slots: { parts: 0 } },
  transposeConv: { code: 49, slots: { padding: 0, strideW: 1, strideH: 2, activation: 3 } },
  pack: { code: 59, slots: { count: 0, axis: 1 } },
  unpack: { code: 64, slots: { count: 0, axis: 1 } },
  resizeNearest: { code: 74, slots: { alignCorners: 0, halfPixelCenters: 1 } },
  leakyRelu: { code: 75, slots: { alpha: 0 } },
  mirrorPad: { code: 77, slots: { mode: 0 } },
  splitV: { code: 79, slots: { parts: 0 } },
  depthToSpace: { code: 94, slots: { blockSize: 0 } },
  batchMatmul: { code: 101, slots: { transposesX: 0, transposesY: 1 } },
  gelu: { code: 116, slots: { approximates: 0 } },
} as const;
