// ResNet as a function of its depth. He et al. 2015, arXiv:1512.03385, table 1.
import { GraphError } from '../errors';
import type { Model } from '../graph/model';
import type { Activation } from '../ops/elementwise/functions';
import { evenPads } from '../ops/window';
import { type ClassifierOptions, classifierOf, imagenetPreprocessing } from './classifier';
import { LayerBuilder } from './layers';
import { checkSizes } from './sizes';
import { seededWeights } from './weights';

/** Hyper-parameters; the defaults are ResNet-18 at 224 pixels. */
export interface ResNetOptions extends ClassifierOptions {
  /** Layers with weights: 18 and 34 are of basic blocks, 50 of bottlenecks. */
  readonly depth?: 18 | 34 | 50;
}

interface Form {
  readonly blocks: readonly number[];
  readonly bottleneck: boolean;
}

const FORMS: Readonly<Record<number, Form>> = {
  18: { blocks: [2, 2, 2, 2], bottleneck: false },
  34: { blocks: [3, 4, 6, 3], bottleneck: false },
  50: { blocks: [3, 4, 6, 3], bottleneck: true },
};

/** Channels of conv2_x; every group of blocks after it has twice as many. */
const BASE = 64;

/**
 * ResNet (He et al. 2015, arXiv:1512.03385). Input `input` [n, 3, s, s] (RGB, standardised channel by channel); outputs
 * `logits` and `prob` [n, classes]. Layers are conv1, conv<g>_<b>/conv1, /conv2 (and /conv3), /shortcut where the shape
 * changes (option B, a projection), and fc. Weights are named `<layer>.w` (OIHW; fc's [k, c]), `<layer>.scale` and
 * `<layer>.shift`, and fc.b. Bottlenecks halve their size in the 3×3 convolution, as the networks that PyTorch has
 * weights for do; the paper's own do in the first 1×1.
 * @throws GraphError for another depth, and for a size that is no positive whole number.
 */
export function resnet(options: ResNetOptions = {}): Model {
  const { depth = 18, inputSize = 224, classes = 1000, batch = 1 } = options;
  const form = FORMS[depth];
  if (!form) throw new GraphError(`ResNet's depth is 18, 34 or 50, got "${depth}".`);
  checkSizes('ResNet', { inputSize, classes, batch });
  const name = `resnet-${depth}`;
  const net = new LayerBuilder(name, 'nchw', options.weights ?? seededWeights());
  let x = net.graph.input('input', [batch, inputSize, inputSize, 3]);
  x = normalised(net, 'conv1', x, { channels: BASE, kernel: 7, stride: 2 });
  x = net.maxPool('pool1', x, { pads: evenPads(1) });
  const addBlock = form.bottleneck ? bottleneckBlock : basicBlock;
  for (const [group, blocks] of form.blocks.entries()) {
    for (let block = 0; block < blocks; block++) {
      // conv2_x follows a pool that has halved the size already.
      const stride = group > 0 && block === 0 ? 2 : 1;
      x = addBlock(net, `conv${group + 2}_${block + 1}`, x, BASE * 2 ** group, stride);
    }
  }
  const graph = net.finishPooled(x, classes);
  return { name, graph, classifier: classifierOf(imagenetPreprocessing(inputSize), classes) };
}

/** Figure 5, left: two 3×3 convolutions and the sum with what came in. */
function basicBlock(net: LayerBuilder, name: string, x: string, width: number, stride: number) {
  const a = normalised(net, `${name}/conv1`, x, { channels: width, kernel: 3, stride });
  const b = normalised(net, `${name}/conv2`, a, { channels: width, kernel: 3 }, 'none');
  return net.add(name, b, shortcut(net, name, x, width, stride), 'relu');
}

/** Figure 5, right: 1×1, 3×3, 1×1 to four times the width. */
function bottleneckBlock(
  net: LayerBuilder,
  name: string,
  x: string,
  width: number,
  stride: number,
) {
  const a = normalised(net, `${name}/conv1`, x, { channels: width, kernel: 1 });
  const b = normalised(net, `${name}/conv2`, a, { channels: width, kernel: 3, stride });
  const c = normalised(net, `${name}/conv3`, b, { channels: 4 * width, kernel: 1 }, 'none');
  return net.add(name, c, shortcut(net, name, x, 4 * width, stride), 'relu');
}

/** Section 3.3: x itself, or a 1×1 projection where channels or size change. */
function shortcut(net: LayerBuilder, block: string, x: string, channels: number, stride: number) {
  if (stride === 1 && net.channelsOf(x) === channels) return x;
  return normalised(net, `${block}/shortcut`, x, { channels, kernel: 1, stride }, 'none');
}

function normalised(
  net: LayerBuilder,
  name: string,
  x: string,
  layer: { readonly channels: number; readonly kernel: number; readonly stride?: number },
  activation: Activation = 'relu',
): string {
  return net.convolution(name, x, { ...layer, pads: 'half', affine: 'batch-norm', activation });
}
