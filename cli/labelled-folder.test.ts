// Accuracy is counted by hand here once.
import { expect, it } from 'vitest';
import { score } from './labelled-folder';

it('counts the right class in first place and among the first five', () => {
  const classes = (...indices: number[]) =>
    indices.map((index) => ({ index, label: '', probability: 0.1 }));
  const predictions = [
    { image: 'a', label: 7, top: classes(7, 1, 2, 3, 4) },
    { image: 'b', label: 7, top: classes(1, 2, 3, 4, 7) },
    { image: 'c', label: 7, top: classes(1, 2, 3, 4, 5, 7) },
    { image: 'd', label: 7, top: classes() },
  ];
  expect(score(predictions, 2)).toEqual({ images: 4, top1: 0.25, top5: 0.5, imagesPerSecond: 2 });
});
