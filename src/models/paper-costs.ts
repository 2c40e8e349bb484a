// What the networks cost here beside what their papers print: figure by figure, to the paper's own precision.
import { costOfGraph, type GraphCost } from '../graph/cost';
import { alexnet } from './alexnet';
import { type DenseNetOptions, densenet } from './densenet';
import { type MobileNetV1Options, mobilenetV1 } from './mobilenet-v1';
import { squeezenet } from './squeezenet';
import { sharedZeros } from './weights';

/** What can be compared: multiply-adds, parameters, bytes of float32 weights or of a file, AlexNet's bytes over them. */
export type CostQuantity = 'macs' | 'parameters' | 'bytes' | 'timesSmaller';

/** One network of a paper. All records have the same keys. */
export interface PaperCost {
  readonly network: string;
  /** Paper and table. */
  readonly source: string;
  /** As the paper prints it: `569 M`. */
  readonly paper: Readonly<Partial<Record<CostQuantity, string>>>;
  /** Counted here, exact. */
  readonly ours: Readonly<Partial<Record<CostQuantity, number>>>;
  /** Ours in the paper's unit and precision, rounded. */
  readonly printed: Readonly<Partial<Record<CostQuantity, string>>>;
  /** Why a printed figure differs, or what had to be known to arrive at it. */
  readonly note?: string;
}

/** A figure in a paper, the unit that it is given in, and the place that it is rounded to. */
interface Figure {
  readonly value: number;
  readonly step: number;
  readonly unit: keyof typeof UNITS;
}

type Figures = Partial<Record<CostQuantity, Figure>>;
type Counts = Partial<Record<CostQuantity, number>>;

/** MB is a million bytes in every row, whatever the paper made of it: where that shows, the note says so. */
const UNITS = { '': 1, M: 1e6, MB: 1e6, '×': 1 } as const;

const DENSENET = 'Huang et al. 2016, arXiv:1608.06993';
const MOBILENET = 'Howard et al. 2017, arXiv:1704.04861';
const SQUEEZENET = 'Iandola et al. 2016, arXiv:1602.07360';

/**
 * The figures of four papers and what `costOfGraph` counts for the same networks (batch 1; 1000 classes, DenseNets for
 * CIFAR 10): MobileNets (arXiv:1704.04861, tables 4 to 7), DenseNets (arXiv:1608.06993, table 2 and section 4.4),
 * SqueezeNet (arXiv:1602.07360, tables 1 and 2) and AlexNet. The row of SqueezeNet after Deep Compression is there when
 * the size of that file is given.
 */
export function paperCosts(options: { readonly compressedBytes?: number } = {}): PaperCost[] {
  const baseline = costOfGraph(alexnet({ weights: sharedZeros() }).graph);
  const rows = [...mobileNetRows(), ...denseNetRows(), squeezeNetRow(baseline)];
  if (options.compressedBytes !== undefined) {
    rows.push(compressedRow(options.compressedBytes, baseline));
  }
  return [...rows, alexNetRow(baseline)];
}

function mobileNetRows(): PaperCost[] {
  return [
    mobileNetRow('1.0 MobileNet-224', 'tables 4, 6, 7', {}, 569, 4.2),
    mobileNetRow('0.75 MobileNet-224', 'tables 5, 6', { alpha: 0.75 }, 325, 2.6),
    mobileNetRow('0.5 MobileNet-224', 'table 6', { alpha: 0.5 }, 149, 1.3),
    mobileNetRow('0.25 MobileNet-224', 'table 6', { alpha: 0.25 }, 41, 0.5),
    mobileNetRow('1.0 MobileNet-192', 'table 7', { rho: 192 }, 418, 4.2),
    mobileNetRow('1.0 MobileNet-160', 'table 7', { rho: 160 }, 290, 4.2),
    mobileNetRow('1.0 MobileNet-128', 'table 7', { rho: 128 }, 186, 4.2),
    mobileNetRow('Conv MobileNet', 'table 4', { separable: false }, 4866, 29.3),
    mobileNetRow('Shallow MobileNet', 'table 5', { shallow: true }, 307, 2.9),
  ];
}

/** Why two counts differ by one million. Those at 224, 192 and 128 pixels agree only where that layer is counted. */
const WITHOUT_CLASSIFIER: Readonly<Record<string, string>> = {
  '1.0 MobileNet-160':
    'The paper prints 290, which is the count without the fully-connected layer (289.7 M); with its 1.024 M, as the ' +
    'paper counts at 224, 192 and 128 pixels, it is 290.7 M.',
  'Conv MobileNet':
    'The paper prints 4866, which is the count without the fully-connected layer (4866.3 M); with its 1.024 M, as ' +
    'the paper counts for the 1.0 MobileNet-224 beside it, it is 4867.3 M.',
};

function mobileNetRow(
  network: string,
  table: string,
  options: MobileNetV1Options,
  macs: number,
  parameters: number,
): PaperCost {
  const counted = costOfGraph(mobilenetV1({ ...options, weights: sharedZeros() }).graph);
  return compare(
    network,
    `${MOBILENET}, ${table}`,
    {
      macs: { value: macs, step: 1, unit: 'M' },
      parameters: { value: parameters, step: 0.1, unit: 'M' },
    },
    { macs: counted.macs, parameters: counted.parameters },
    WITHOUT_CLASSIFIER[network],
  );
}

/** Table 2 has parameters only. Depths count convolutions and the classifier: (100 − 4) / 3 is the layers of a block. */
function denseNetRows(): PaperCost[] {
  const plain = (growthRate: number, layers: number) =>
    ({ depth: 40, growthRate, blocks: Array<number>(3).fill(layers) }) as const;
  const compressed = (growthRate: number, layers: number) =>
    ({ ...plain(growthRate, layers), depth: 100, initialChannels: 2 * growthRate }) as const;
  return [
    denseNetRow('DenseNet, L = 40, k = 12', 'table 2', plain(12, 12), 1, 0.1),
    denseNetRow('DenseNet, L = 100, k = 12', 'table 2', plain(12, 32), 7, 0.1),
    denseNetRow('DenseNet, L = 100, k = 24', 'table 2', plain(24, 32), 27.2, 0.1),
    denseNetRow('DenseNet-BC, L = 100, k = 12', 'table 2', compressed(12, 16), 0.8, 0.1),
    denseNetRow('DenseNet-BC, L = 250, k = 24', 'table 2', compressed(24, 41), 15.3, 0.1),
    denseNetRow('DenseNet-BC, L = 190, k = 40', 'table 2', compressed(40, 31), 25.6, 0.1),
    denseNetRow('DenseNet-201', 'section 4.4', { depth: 201 }, 20, 1),
  ];
}

function denseNetRow(
  network: string,
  place: string,
  options: DenseNetOptions,
  parameters: number,
  step: number,
): PaperCost {
  const counted = costOfGraph(densenet({ ...options, weights: sharedZeros() }).graph);
  return compare(
    network,
    `${DENSENET}, ${place}`,
    { parameters: { value: parameters, step, unit: 'M' } },
    { parameters: counted.parameters },
    undefined,
  );
}

function squeezeNetRow(baseline: GraphCost): PaperCost {
  const { parameters, weightBytes } = costOfGraph(squeezenet({ weights: sharedZeros() }).graph);
  return compare(
    'SqueezeNet 1.0',
    `${SQUEEZENET}, tables 1 and 2`,
    {
      parameters: { value: 1_248_424, step: 1, unit: '' },
      bytes: { value: 4.8, step: 0.1, unit: 'MB' },
      timesSmaller: { value: 50, step: 1, unit: '×' },
    },
    { parameters, bytes: weightBytes, timesSmaller: baseline.weightBytes / weightBytes },
    "The paper's MB are 2^20 bytes here: 4,993,696 bytes are 4.76 of those and 4.99 million. Its 50× is 240 / 4.8, " +
      'of two rounded sizes; 61,100,840 parameters are 48.9 times 1,248,424.',
  );
}

function compressedRow(bytes: number, baseline: GraphCost): PaperCost {
  const kibibytes = (bytes / 2 ** 10).toFixed(1);
  const timesSmaller = baseline.weightBytes / bytes;
  return compare(
    'SqueezeNet 1.0 after Deep Compression, 8 bit',
    `${SQUEEZENET}, table 2`,
    {
      bytes: { value: 0.66, step: 0.01, unit: 'MB' },
      timesSmaller: { value: 363, step: 1, unit: '×' },
    },
    { bytes, timesSmaller },
    `The paper's 0.66 MB are 660 KiB; ${bytes} bytes are ${kibibytes} KiB, ${(bytes / 1e6).toFixed(3)} million or ` +
      `${(bytes / 2 ** 20).toFixed(3)} of 2^20. Its 363× is 240 / 0.66 = 363.6 with the fraction dropped; here it is ` +
      `${baseline.weightBytes} / ${bytes} = ${timesSmaller.toFixed(1)}.`,
  );
}

function alexNetRow(baseline: GraphCost): PaperCost {
  return compare(
    'AlexNet',
    `Krizhevsky et al. 2012, abstract; ${SQUEEZENET}, table 2`,
    {
      parameters: { value: 60, step: 10, unit: 'M' },
      bytes: { value: 240, step: 10, unit: 'MB' },
    },
    { parameters: baseline.parameters, bytes: baseline.weightBytes },
    'Both figures are read as rounded to tens. The network here is the single tower of Krizhevsky 2014 ' +
      '(arXiv:1404.5997), 61,100,840 parameters; the two towers of 2012 have 60,965,224.',
  );
}

function compare(
  network: string,
  source: string,
  figures: Figures,
  ours: Counts,
  note: string | undefined,
): PaperCost {
  const texts = (value: (figure: Figure, quantity: CostQuantity) => number) =>
    Object.fromEntries(
      Object.entries(figures).map(([quantity, figure]) => [
        quantity,
        format(value(figure, quantity as CostQuantity), figure),
      ]),
    );
  const row = {
    network,
    source,
    paper: texts(({ value }) => value),
    ours,
    printed: texts(({ unit }, quantity) => (ours[quantity] ?? 0) / UNITS[unit]),
  };
  return note === undefined ? row : { ...row, note };
}

/** `569 M`: rounded to the figure's place, with as many decimals as that has. */
function format(value: number, { step, unit }: Figure): string {
  const decimals = Math.max(0, Math.round(-Math.log10(step)));
  const rounded = Math.round(value / step) * step;
  return `${rounded.toFixed(decimals)} ${unit}`.trimEnd().replace(' ×', '×');
}
