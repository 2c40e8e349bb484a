// What kernels that slide a window have in common: convolution and pooling.
import type { Window } from '../ops/window';
import { type Call, sole } from './kernel';

/** A window whose taps may lie apart; pooling has none that do. */
export type DilatedWindow = Pick<Window, 'kernel' | 'strides'> & {
  readonly dilations?: readonly [number, number];
};

/** Overrides of shaders/lib/conv-window.wgsl. */
export function windowOverrides({ kernel, strides, dilations = [1, 1] }: DilatedWindow) {
  return {
    K_H: kernel[0],
    K_W: kernel[1],
    S_H: strides[0],
    S_W: strides[1],
    D_H: dilations[0],
    D_W: dilations[1],
  };
}

/** Rows and columns under the windows of as many pixels. */
export function coveredBy(
  { kernel, strides, dilations = [1, 1] }: DilatedWindow,
  [rows, columns]: readonly [number, number],
): readonly [number, number] {
  return [
    (rows - 1) * strides[0] + (kernel[0] - 1) * dilations[0] + 1,
    (columns - 1) * strides[1] + (kernel[1] - 1) * dilations[1] + 1,
  ];
}

/** Params of a kernel that knows where pixels lie in their images. */
export function windowParams(call: Call<'conv2d' | 'max-pool2d' | 'average-pool2d'>) {
  const x = sole(call.inputs);
  const y = sole(call.outputs);
  const { top, left } = call.attributes.pads;
  return {
    x: x.span,
    y: y.span,
    in_hw: [x.shape[1] ?? 0, x.shape[2] ?? 0] as const,
    out_hw: [y.shape[1] ?? 0, y.shape[2] ?? 0] as const,
    pad: [top, left] as const,
  };
}

/** Names of the window in a variant's id, such as `k7`, `s2`, `d2`. */
export function windowTraits({ kernel, strides, dilations = [1, 1] }: DilatedWindow): string[] {
  const pair = (letter: string, [h, w]: readonly [number, number]) =>
    h === w ? `${letter}${h}` : `${letter}${h}x${w}`;
  const dilation = dilations[0] === 1 && dilations[1] === 1 ? [] : [pair('d', dilations)];
  return [pair('k', kernel), pair('s', strides), ...dilation];
}
