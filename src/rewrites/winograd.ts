// A dense convolution → the three nodes of a Winograd convolution (ops/conv/winograd.ts), where that is faster.
// Not a pass, since it depends on the adapter: to the passes, to formats and to users a convolution is one node.

import { freshName } from '../graph/edit';
import { type AnyNode, type Graph, type Node, valueNamed } from '../graph/graph';
import {
  elementsOf,
  isWinogradForm,
  phasesOf,
  tilesOf,
  WINOGRAD_TILES,
  type WinogradForm,
  type WinogradTile,
} from '../ops/conv/winograd';
import { isQuantized } from '../ops/elementwise/functions';
import { nhwc4ByteLength } from '../tensor/layout';
import { channelsOf, type Shape } from '../tensor/tensor';
import type { AdapterKind } from '../util/adapter-kind';
import type { Edit, Rewrite } from './rewrite';

/** WebGPU's default maxStorageBufferBindingSize: no transformed value may be larger. */
const LARGEST_VALUE = 128 * 2 ** 20;

/**
 * An edit for each tile that a convolution can be computed by. The last of the three nodes has the convolution's name and gives
 * its value, wherever that lies; products and patches are values like others.
 *
 * Rounding. With u = 2⁻²⁴ and W = |Aᵀ| (Σ_c |G w Gᵀ| ⊙ |Bᵀ| |d| |B|) |A| + |b|, the sum of the magnitudes of what is added
 * up for an element, c counting the channels of all phases, its error is at most (c + 8) u W to first order for patches of
 * 4×4: two roundings of a patch, one of the weights, c of the sum, four of the output transform, one of the bias. It is
 * (c + 12) u W for 6×6: four of a patch and six of the output transform. The convolution itself has (9c + 1) u times the sum S
 * of the magnitudes of its own terms where its window is of 3×3. Where all magnitudes are alike, W is at most 64/9 S for tiles
 * of 2×2 under it, so that the errors are of one size on the whole. For 4×4 it is at most 28 to 256 S by the pixel's place in
 * its tile, 77 S in the mean: ten times the error of 2×2. Other windows with patches of 6×6 are alike: 34 to 178 S and 77 S
 * for 7×7 with stride 2, 48 to 133 S and 85 S for 5×5.
 */
export const winograd: Rewrite = {
  name: 'winograd',
  ways: WINOGRAD_TILES,
  edits: (graph, node) => {
    if (node.op !== 'conv2d' || !canLower(graph, node)) return [];
    return WINOGRAD_TILES.flatMap((tile) => {
      const form = formOf(node, tile);
      return form && fits(graph, node, form) ? [editOf(graph, node, form)] : [];
    });
  },
  when: isFasterByTiles,
};

/**
 * Where it was measured to gain, on SwiftShader with two cores: the direct kernel's time over that of the three
 * dispatches, medians of 5 to 15 interleaved runs, register tiles of 64 words for both. Expand layers of SqueezeNet 1.0:
 * 1.2 for 16 to 64 channels, 1.3 to 1.6 for the others (55×55 to 13×13), the network 400 → 346 ms. Beside other work on
 * the same cores: ResNet-18 1.5 to 2.6 (56×56 to 7×7), GoogLeNet 1.6 to 2.4; but 0.7 to 2.5 for the 32 filters of
 * DenseNet-121's layers on 128 channels, where the patches cost as much as the products save. Fewer than 16 tiles would not
 * fill the smallest register tiles of four invocations, which a CPU runs at once.
 *
 * A GPU of batch 1 waits for long sums: the products are sixteen times as many, and their sums a ninth as long. On an H100
 * whole networks take, with the convolutions of 32 channels and more so, 0.78 of their time (SqueezeNet 1.0), 0.34
 * (ResNet-18), 0.46 (GoogLeNet) and 0.48 (AlexNet) [medians of 7 to 15 interleaved rounds of 20 runs in flight]; of
 * 16 channels it makes no difference.
 *
 * Tiles of 4×4 are left to tuning: they round more, and their products where there are few of them take a pipeline of their
 * own. For the same expand layers they took the time of 2×2 over 1.2 to 1.5 (55×55 and 27×27) and 1.15 (13×13, where tiles
 * reach to 16×16): medians of 31 interleaved runs, beside other work.
 */
function isFasterByTiles(graph: Graph, { take, way }: Edit, adapter: AdapterKind): boolean {
  const [node] = take;
  const form = node?.op === 'conv2d' && way === 2 ? formOf(node, way) : null;
  if (node?.op !== 'conv2d' || form?.kernel !== 3) return false;
  const { x, y, tiles } = sizesOf(graph, node, form);
  return adapter === 'software'
    ? channelsOf(x) >= 16 && channelsOf(y) >= 64 && tiles >= 16
    : channelsOf(x) >= 32;
}

/**
 * Dense, of constant weights. Not where y is quantised: sums of products of its numbers are exact, and would be rounded on
 * their way through the transforms.
 */
function canLower(graph: Graph, node: Node<'conv2d'>): boolean {
  const { groups, activation, prologue } = node.attributes;
  const isDense = groups === 1 && prologue === undefined;
  const hasWeights = node.inputs.slice(1).every((name) => graph.constants.has(name));
  return isDense && !isQuantized(activation) && hasWeights;
}

/** What a tile makes of a convolution whose window and strides are square and whose taps are close; null where it is no form. */
function formOf({ attributes }: Node<'conv2d'>, tile: WinogradTile): WinogradForm | null {
  const { kernel, strides, dilations } = attributes;
  const form = { tile, kernel: kernel[0], stride: strides[0] };
  const isSquare = kernel[0] === kernel[1] && strides[0] === strides[1];
  return isSquare && dilations.every((step) => step === 1) && isWinogradForm(form) ? form : null;
}

/** Whether patches and products fit into a binding each. */
function fits(graph: Graph, node: Node<'conv2d'>, form: WinogradForm): boolean {
  const { x, y, tiles } = sizesOf(graph, node, form);
  return [phasesOf(form) * channelsOf(x), channelsOf(y)].every(
    (channels) => nhwc4ByteLength([elementsOf(form), tiles, channels]) <= LARGEST_VALUE,
  );
}

function sizesOf(
  graph: Graph,
  node: Node<'conv2d'>,
  { tile }: WinogradForm,
): { x: Shape; y: Shape; tiles: number } {
  const x = valueNamed(graph, node.inputs[0] ?? '').shape;
  const y = valueNamed(graph, node.outputs[0] ?? '').shape;
  const [n = 0, oh = 0, ow = 0] = y;
  const [rows, columns] = tilesOf([oh, ow], tile);
  return { x, y, tiles: n * rows * columns };
}

function editOf(graph: Graph, node: Node<'conv2d'>, form: WinogradForm): Edit {
  const [x = '', w = '', ...bias] = node.inputs;
  const [n = 0, oh = 0, ow = 0] = valueNamed(graph, node.outputs[0] ?? '').shape;
  const { pads, activation } = node.attributes;
  const v = freshName(graph, `${node.name}/winograd-input`);
  const m = freshName(graph, `${node.name}/winograd-multiply`);
  const give: AnyNode[] = [
    { name: v, op: 'winograd-input', inputs: [x], outputs: [v], attributes: { ...form, pads } },
    {
      name: m,
      op: 'winograd-multiply',
      inputs: [v, w],
      outputs: [m],
      attributes: { ...form, pixels: n * oh * ow },
    },
    {
      ...node,
      op: 'winograd-output',
      inputs: [m, ...bias],
      attributes: { ...form, size: [n, oh, ow], activation },
    },
  ];
  return { take: [node], give, way: form.tile };
}
