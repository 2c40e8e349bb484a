// Which convolutions of a network the SIMD kernels compute by Winograd's F(4×4, 3×3).
import type { Graph } from '../graph/graph';
import { valueNamed } from '../graph/graph';
import { type Choice, rewriteSteps } from '../rewrites/rewrite';
import { winograd } from '../rewrites/winograd';
import { channelsOf } from '../tensor/tensor';

/** Fewer tiles than this are too few rows for a matrix of filters that is four times as large as the filters. */
const LEAST_TILES = 8;
/** Fewer channels than this make the transforms cost what the products save. */
const LEAST_CHANNELS = 16;

/** Lowers what is faster so, whatever else there is, with a stop ahead of every node. */
export function lowerForSimd(graph: Graph): Generator<void, Graph> {
  return rewriteSteps(graph, [winograd], 'software', choose);
}

const choose: Choice = (_, graph, edits) => {
  const edit = edits.find(({ way }) => way === 4);
  const [convolution] = edit?.take ?? [];
  const [patches] = edit?.give ?? [];
  if (!edit || convolution?.op !== 'conv2d' || patches?.op !== 'winograd-input') return null;
  const { kernel, stride } = patches.attributes;
  const [x, y] = [convolution.inputs[0], convolution.outputs[0]].map(
    (name) => valueNamed(graph, name ?? '').shape,
  ) as [readonly number[], readonly number[]];
  const channels = [channelsOf(x), channelsOf(y)];
  const [n = 0, oh = 0, ow = 0] = y;
  const tiles = n * Math.ceil(oh / 4) * Math.ceil(ow / 4);
  const fits = channels.every((count) => count >= LEAST_CHANNELS && count % 4 === 0);
  return kernel === 3 && stride === 1 && fits && tiles >= LEAST_TILES ? edit : null;
};
