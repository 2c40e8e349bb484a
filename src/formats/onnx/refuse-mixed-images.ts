// Files that are made for one image may merge it with others when they get several.
import { UnsupportedError } from '../../errors';
import { type Graph, valueNamed } from '../../graph/graph';
import type { Shape } from '../../tensor/tensor';

/**
 * Compares a file's graph for a batch with the one for a single image: each value that is computed from images has to hold as many
 * times more in its outermost axis, and be the same in all others. Then no image has moved into another one's place.
 * @throws UnsupportedError naming the first node whose value does not
 */
export function refuseMixedImages(one: Graph, many: Graph, batch: number): void {
  const shapeOfOne = (name: string): Shape | undefined => one.values.get(name)?.shape;
  const isScaled = (name: string) => {
    const [before, after] = [shapeOfOne(name), valueNamed(many, name).shape];
    return (
      before?.length === after.length &&
      after.every((size, axis) => size === (before[axis] ?? 0) * (axis === 0 ? batch : 1))
    );
  };
  const images = new Set(many.inputs.filter(isScaled));
  for (const node of many.nodes) {
    if (!node.inputs.some((name) => images.has(name))) continue;
    for (const name of node.outputs) {
      images.add(name);
      if (isScaled(name)) continue;
      throw new UnsupportedError(
        `"${many.name}" is made for one image: "${node.name}" would mix the ${batch} of a batch. Load it with a batch of 1.`,
      );
    }
  }
}
