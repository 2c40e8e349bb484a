// What a network was shown, as a picture again.
import { expect, it } from 'vitest';
import type { Preprocessing } from '../graph/model';
import { f32Tensor } from '../tensor/tensor';
import { pixelsOfInput } from './preview';

const SIZE = { width: 2, height: 1 };
const IMAGENET: Preprocessing = {
  ...{ region: 'full', resize: SIZE, crop: SIZE, channelOrder: 'bgr' },
  ...{ mean: [104, 117, 123], scale: [0.5, 1, 2] },
};

it('undoes the normalisation, in the order of colours that pictures have', () => {
  // Red 200, green 100, blue 50; then white, as blue, green and red.
  const colours = [50, 100, 200, 255, 255, 255];
  const input = colours.map((value, index) => {
    const channel = index % 3;
    return (value - (IMAGENET.mean[channel] ?? 0)) * ([0.5, 1, 2][channel] ?? 1);
  });
  const pixels = pixelsOfInput(f32Tensor([1, 1, 2, 3], new Float32Array(input)), IMAGENET);
  expect(pixels).toMatchObject(SIZE);
  expect([...pixels.data]).toEqual([200, 100, 50, 255, 255, 255, 255, 255]);
});

it('shows a network of one channel in grey', () => {
  const grey: Preprocessing = {
    ...IMAGENET,
    channelOrder: 'rgb',
    mean: [128, 0, 0],
    scale: 1 / 128,
  };
  const input = f32Tensor([1, 1, 2, 1], new Float32Array([-1, 0.5]));
  expect([...pixelsOfInput(input, grey).data]).toEqual([0, 0, 0, 255, 192, 192, 192, 255]);
});
