// SqueezeNet as a function of its hyper-parameters. Iandola et al. 2016, arXiv:1602.07360, table 1 and section 5.1.
import { GraphError } from '../errors';
import type { Model } from '../graph/model';
import { evenPads } from '../ops/window';
import type { Shape } from '../tensor/tensor';
import { caffePreprocessing, classifierOf } from './classifier';
import { LayerBuilder } from './layers';
import { checkSizes } from './sizes';
import { seededWeights, sharedZeros, type WeightProvider } from './weights';

/** Hyper-parameters; what is not given is the version's own. Names in brackets are the paper's (section 5.1). */
export interface SqueezeNetOptions {
  /** 1.0 is the paper's network; 1.1 is its authors' later one, with 2.2 times less to compute. */
  readonly version?: '1.0' | '1.1';
  /** Images in a batch. */
  readonly batch?: number;
  /** Height and width of the input, pixels. */
  readonly inputSize?: number;
  readonly classes?: number;
  /** Output channels, kernel side and stride of conv1. */
  readonly conv1?: { readonly channels: number; readonly kernel: number; readonly stride: number };
  /** Zeros around the 1×1 window of conv10. */
  readonly conv10Padding?: number;
  /** Number of fire modules; they are named fire2, fire3, … */
  readonly fires?: number;
  /** Expand filters (1×1 and 3×3 together) of the first fire module (base_e). */
  readonly baseExpand?: number;
  /** Expand filters added every `expandFrequency` modules (incr_e). */
  readonly expandIncrement?: number;
  /** Modules between two increments (freq). */
  readonly expandFrequency?: number;
  /** Squeeze filters per expand filter (SR). */
  readonly squeezeRatio?: number;
  /** Share of the expand filters that are 3×3 (pct_3x3). */
  readonly expand3x3Ratio?: number;
  /** Modules that a 3×3 stride-2 max pool (size rounded up) follows. */
  readonly poolAfter?: readonly string[];
  /** Weights by name; seeded random numbers where it is not given. */
  readonly weights?: WeightProvider;
}

/** Name and OIHW shape of one convolution, in network order: what a weights file has to hold. */
export interface ConvolutionSpec {
  readonly name: string;
  readonly shape: Shape;
}

type Settings = Required<Omit<SqueezeNetOptions, 'version' | 'weights'>>;

const VERSION_1_0: Settings = {
  batch: 1,
  inputSize: 227,
  classes: 1000,
  conv1: { channels: 96, kernel: 7, stride: 2 },
  // Caffe's conv10 pads its 1×1 window by one: the border becomes relu(bias), and the mean counts it.
  conv10Padding: 1,
  fires: 8,
  baseExpand: 128,
  expandIncrement: 128,
  expandFrequency: 2,
  squeezeRatio: 0.125,
  expand3x3Ratio: 0.5,
  poolAfter: ['conv1', 'fire4', 'fire8'],
};

const VERSIONS: Readonly<Record<string, Settings>> = {
  '1.0': VERSION_1_0,
  '1.1': {
    ...VERSION_1_0,
    conv1: { channels: 64, kernel: 3, stride: 2 },
    conv10Padding: 0,
    poolAfter: ['conv1', 'fire3', 'fire5'],
  },
};

const NATIVE_SIZE = VERSION_1_0.inputSize;

/**
 * SqueezeNet (Iandola et al. 2016, arXiv:1602.07360). Input `data` [n, 3, s, s] (BGR minus mean); outputs `logits`
 * and `prob` [n, classes]. Weights are named `<layer>.w` (OIHW) and `<layer>.b`.
 * @throws GraphError when the hyper-parameters do not give a network (a window larger than its input, say).
 */
export function squeezenet(options: SqueezeNetOptions = {}): Model {
  const { version = '1.0', weights = seededWeights(), ...given } = options;
  const defaults = VERSIONS[version];
  if (!defaults) throw new GraphError(`SqueezeNet's version is 1.0 or 1.1, got "${version}".`);
  const settings = { ...defaults, ...given };
  const { batch, inputSize, classes, conv1, poolAfter } = settings;
  checkSizes('SqueezeNet', { batch, inputSize });
  const name = `squeezenet-${version}`;
  const net = new LayerBuilder(name, 'nchw', weights);
  const poolIfAsked = (layer: string, x: string) =>
    poolAfter.includes(layer)
      ? net.maxPool(layer.replace(/^\D+/, 'pool'), x, { ceilMode: true })
      : x;
  let x = net.graph.input('data', [batch, inputSize, inputSize, 3]);
  x = poolIfAsked('conv1', net.convolution('conv1', x, conv1));
  for (const widths of fireWidths(settings)) x = poolIfAsked(widths.name, fire(net, widths, x));
  const pads = evenPads(settings.conv10Padding);
  x = net.convolution('conv10', x, { channels: classes, kernel: 1, pads });
  const graph = net.finish(net.graph.node('global-average-pool', 'logits', [x], {}));
  return {
    name,
    graph,
    classifier: classifierOf(caffePreprocessing(inputSize, NATIVE_SIZE), classes),
  };
}

/** The convolutions of the network that `squeezenet` builds with the same options. @throws GraphError as it does. */
export function squeezenetConvolutions(options: SqueezeNetOptions = {}): ConvolutionSpec[] {
  const found: ConvolutionSpec[] = [];
  const zeros = sharedZeros();
  squeezenet({
    ...options,
    weights: (name, shape) => {
      if (shape.length === 4) found.push({ name: name.slice(0, -'.w'.length), shape });
      return zeros(name, shape);
    },
  });
  return found;
}

interface FireWidths {
  readonly name: string;
  readonly squeeze: number;
  readonly expand1x1: number;
  readonly expand3x3: number;
}

/** Section 5.1: e_i = base_e + incr_e · ⌊i / freq⌋, s_i = SR · e_i, split by pct_3x3. */
function fireWidths(settings: Settings): FireWidths[] {
  return Array.from({ length: settings.fires }, (_, i) => {
    const expand =
      settings.baseExpand + settings.expandIncrement * Math.floor(i / settings.expandFrequency);
    const expand3x3 = Math.round(settings.expand3x3Ratio * expand);
    return {
      name: `fire${i + 2}`,
      squeeze: Math.max(1, Math.round(settings.squeezeRatio * expand)),
      expand1x1: expand - expand3x3,
      expand3x3,
    };
  });
}

/** Fire module (section 3.1): squeeze by 1×1, expand by 1×1 and 3×3 side by side, concatenate. */
function fire(net: LayerBuilder, widths: FireWidths, x: string): string {
  const { name, squeeze, expand1x1, expand3x3 } = widths;
  const s = net.convolution(`${name}/squeeze1x1`, x, { channels: squeeze, kernel: 1 });
  const e1 = net.convolution(`${name}/expand1x1`, s, { channels: expand1x1, kernel: 1 });
  const e3 = net.convolution(`${name}/expand3x3`, s, {
    channels: expand3x3,
    kernel: 3,
    pads: evenPads(1),
  });
  return net.graph.node('concat', `${name}/concat`, [e1, e3], {});
}
