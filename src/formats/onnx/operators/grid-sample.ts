// GridSample: pixels at computed places, by rows of a table whose numbers are computed. Jaderberg et al. 2015, arXiv:1506.02025.
// Places and weights are columns [places, 1], so that a weight goes with all channels of a pixel.
import { product } from '../../../util/math';
import { intOf, stringOf } from '../attributes';
import { ownOrder } from '../layout';
import type { OnnxNode } from '../onnx-model';
import type { OnnxNet } from '../onnx-net';
import { type Composition, composed } from './composition';
import type { Converters } from './converter';

export const GRID_SAMPLE: Converters = {
  GridSample: composed((parts, node, net) => {
    const settings = settingsOf(net, node);
    const { n, c, h, w, oh, ow } = sizesOf(parts, net, node);
    const places = n * oh * ow;
    const table = parts.op('Reshape', [
      parts.op('Transpose', [parts.input(0)], { perm: [0, 2, 3, 1] }),
      parts.wholes([n * h * w, c]),
    ]);
    const coordinate = (at: number) => {
      const ends = [[at], [at + 1], [3]].map((numbers) => parts.wholes(numbers));
      const part = parts.op('Slice', [parts.input(1), ...ends]);
      return parts.op('Reshape', [part, parts.wholes([places, 1])]);
    };
    const columns = tapsOf(parts, coordinate(0), w, settings);
    const image = Array.from({ length: places }, (_, i) => Math.floor(i / (oh * ow)) * h * w);
    const first = parts.reals(image, [places, 1]);
    const rows = tapsOf(parts, coordinate(1), h, settings).map(({ index, weight }) => {
      const row = parts.op('Add', [parts.op('Mul', [index, parts.real(w)]), first]);
      const pixels = columns.map((column) => {
        const place = parts.op('Add', [row, column.index]);
        return weighted(parts, parts.op('kindling.Rows', [table, place]), column.weight);
      });
      return weighted(parts, sum(parts, pixels), weight);
    });
    const map = parts.op('Reshape', [sum(parts, rows), parts.wholes([n, oh, ow, c])]);
    parts.give('Transpose', [map], { perm: [0, 3, 1, 2] });
  }),
  // Rows of a table [rows, c], by numbers [places, 1]: [places, c].
  'kindling.Rows': (net, node) => {
    const [table, index] = [net.value(node, 0), net.value(node, 1)].map((x) =>
      net.reordered(x, ownOrder(2)),
    );
    if (!table || !index) throw net.misfit(node, 'has no table');
    const flat = net.reshaped(index, [index.dims[0] ?? 0], `${node.outputs[0]}/places`);
    const value = net.add('gather', node.outputs[0] ?? '', [table.value, flat.value], {});
    net.give(node, value, [flat.dims[0] ?? 0, table.dims[1] ?? 0], ownOrder(2));
  },
};

/** Numbers up to here are exact in single precision. */
const MOST_ROWS = 2 ** 24;

/** Op set 20 has other names. */
const MODES: Readonly<Record<string, Settings['mode']>> = {
  ...{ bilinear: 'linear', linear: 'linear', nearest: 'nearest' },
  ...{ bicubic: 'cubic', cubic: 'cubic' },
};
const PADDINGS = ['zeros', 'border', 'reflection'] as const;

interface Settings {
  readonly mode: 'linear' | 'nearest' | 'cubic';
  readonly padding: (typeof PADDINGS)[number];
  /** Whether −1 and 1 are the centres of the outermost pixels, rather than their outer edges. */
  readonly alignsCorners: boolean;
}

function settingsOf(net: OnnxNet, node: OnnxNode): Settings {
  const [word, outside] = [
    stringOf(node, 'mode', 'linear'),
    stringOf(node, 'padding_mode', 'zeros'),
  ];
  const mode = MODES[word];
  const padding = PADDINGS.find((name) => name === outside);
  if (!mode) throw net.misfit(node, `samples by "${word}"`);
  if (!padding) throw net.misfit(node, `has "${outside}" outside of pictures`);
  return { mode, padding, alignsCorners: intOf(node, 'align_corners', 0) !== 0 };
}

function sizesOf(parts: Composition, net: OnnxNet, node: OnnxNode) {
  const [x, grid] = [0, 1].map((position) => parts.operand(parts.input(position)).dims);
  const [n = 0, c = 0, h = 0, w = 0] = x ?? [];
  const [images, oh = 0, ow = 0, two] = grid ?? [];
  if (x?.length !== 4) {
    throw net.unsupported(node, `samples ${(x?.length ?? 2) - 2} spatial axes; Kindling does two`);
  }
  if (grid?.length !== 4 || images !== n || two !== 2 || product([...x, ...grid]) === 0) {
    throw net.misfit(node, `samples [${x}] at [${grid}]`);
  }
  if (n * h * w > MOST_ROWS) throw net.unsupported(node, `samples ${n * h * w} pixels`);
  return { n, c, h, w, oh, ow };
}

/** A pixel's number along an axis, and what it counts for; null for 1. */
interface Tap {
  readonly index: string;
  readonly weight: string | null;
}

/** The pixels along an axis of so many that a place between −1 and 1 is made of. */
function tapsOf(parts: Composition, place: string, length: number, settings: Settings): Tap[] {
  const { mode, padding, alignsCorners } = settings;
  const scale = (alignsCorners ? length - 1 : length) / 2;
  const centre = parts.op('Add', [
    parts.op('Mul', [place, parts.real(scale)]),
    parts.real((length - 1) / 2),
  ]);
  if (mode === 'nearest') {
    return [inside(parts, parts.op('Round', [centre]), null, length, settings)];
  }
  // Cubic taps are brought inside one by one; of a linear place, both ends of the picture give the same.
  const isMoved = mode === 'linear' && padding !== 'zeros';
  const at = isMoved ? within(parts, centre, length, settings) : centre;
  const before = parts.op('Floor', [at]);
  const t = parts.op('Sub', [at, before]);
  const weights = mode === 'linear' ? linearWeights(parts, t) : cubicWeights(parts, t);
  return weights.map((weight, i) => {
    const shift = i - (weights.length / 2 - 1);
    const index = shift === 0 ? before : parts.op('Add', [before, parts.real(shift)]);
    return inside(parts, index, weight, length, settings);
  });
}

/** A tap whose pixel exists: one outside counts for nothing, or is another. */
function inside(
  parts: Composition,
  index: string,
  weight: string | null,
  length: number,
  settings: Settings,
): Tap {
  if (settings.padding !== 'zeros') {
    // Reflected numbers are whole but for what was rounded.
    const there = parts.op('Round', [within(parts, index, length, settings)]);
    return { index: clipped(parts, there, length), weight };
  }
  const there = clipped(parts, index, length);
  const isInside = parts.op('Equal', [there, index]);
  const counts = weight ?? parts.real(1);
  return { index: there, weight: parts.op('Where', [isInside, counts, parts.real(0)]) };
}

/** A place in the picture: the nearest one, or where it is mirrored to, as often as it takes. */
function within(
  parts: Composition,
  at: string,
  length: number,
  { padding, alignsCorners }: Settings,
): string {
  const [low, range] = alignsCorners ? [0, length - 1] : [-0.5, length];
  if (padding === 'border' || range === 0) return clipped(parts, at, length);
  // A triangle wave of period 2: |t − 2 ⌊(t + 1) / 2⌋|.
  const t = parts.op('Div', [parts.op('Sub', [at, parts.real(low)]), parts.real(range)]);
  const half = parts.op('Mul', [parts.op('Add', [t, parts.real(1)]), parts.real(0.5)]);
  const turn = parts.op('Mul', [parts.op('Floor', [half]), parts.real(2)]);
  const wave = parts.op('Abs', [parts.op('Sub', [t, turn])]);
  return parts.op('Add', [parts.op('Mul', [wave, parts.real(range)]), parts.real(low)]);
}

function clipped(parts: Composition, at: string, length: number): string {
  return parts.op('Clip', [at, parts.real(0), parts.real(length - 1)]);
}

function linearWeights(parts: Composition, t: string): string[] {
  return [parts.op('Sub', [parts.real(1), t]), t];
}

/** Of the pixels −1 to 2, by Keys's kernel with −¾. */
function cubicWeights(parts: Composition, t: string): string[] {
  const a = -0.75;
  const before = parts.op('Sub', [parts.real(1), t]);
  const from = (distance: string, shift: number) =>
    shift === 0 ? distance : parts.op('Add', [distance, parts.real(shift)]);
  const near = (distance: string) => polynomial(parts, distance, [a + 2, -(a + 3), 0, 1]);
  const far = (distance: string) => polynomial(parts, distance, [a, -5 * a, 8 * a, -4 * a]);
  return [far(from(t, 1)), near(t), near(before), far(from(before, 1))];
}

/** By Horner's rule, the highest power first. */
function polynomial(
  parts: Composition,
  x: string,
  [first = 0, ...rest]: readonly number[],
): string {
  return rest.reduce(
    (sum, coefficient) => parts.op('Add', [parts.op('Mul', [sum, x]), parts.real(coefficient)]),
    parts.real(first),
  );
}

function weighted(parts: Composition, x: string, weight: string | null): string {
  return weight === null ? x : parts.op('Mul', [x, weight]);
}

function sum(parts: Composition, [first = '', ...others]: readonly string[]): string {
  return others.reduce((total, term) => parts.op('Add', [total, term]), first);
}
