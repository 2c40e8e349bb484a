// The little that the command line needs to know of tensor shapes.
import type { Model } from '../src/index';

/** Sizes of the axes, outermost first, in the model's own axis order; the first is the batch. */
export type Shape = readonly number[];

/** `[1, 3, 227, 227]`. */
export function formatShape(shape: readonly (number | string)[]): string {
  return `[${shape.join(', ')}]`;
}

/** How many elements a tensor has. */
export function elementCount(shape: Shape): number {
  return shape.reduce((count, size) => count * size, 1);
}

/** Whether two shapes are the same but for the batch. */
export function sameBesidesBatch(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => axis === 0 || size === b[axis]);
}

/** Where the element at a flat index stands: one number for each axis. */
export function positionOf(index: number, shape: Shape): readonly number[] {
  let rest = index;
  return shape
    .toReversed()
    .map((size) => {
      const position = rest % size;
      rest = Math.floor(rest / size);
      return position;
    })
    .reverse();
}

/** The shape users of a model give an input; inside the graph feature maps are NHWC. */
export function inputShape({ graph }: Model, input: string): Shape {
  const shape = graph.values.get(input)?.shape ?? [];
  const [n = 1, h = 1, w = 1, c = 1] = shape;
  return graph.axisOrder === 'nchw' && shape.length === 4 ? [n, c, h, w] : shape;
}
