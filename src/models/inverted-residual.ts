// The block that MobileNet v2, MobileNet v3 and EfficientNet are made of, and the squeeze-and-excite part of it.
import type { Activation } from '../ops/elementwise/functions';
import type { LayerBuilder } from './layers';

/** Weighs the channels of a feature map by what is in all of it. Hu et al. 2017, arXiv:1709.01507. */
interface SqueezeExcite {
  /** Channels between its two layers. */
  readonly channels: number;
  /** After the first layer. */
  readonly activation: Activation;
  /** After the second layer: what makes weights of its outputs. */
  readonly gate: Activation;
}

/** An inverted residual. Sandler et al. 2018, arXiv:1801.04381, section 3.3. */
export interface InvertedResidual {
  /** Channels of the depthwise convolution; the 1×1 before it is left out where x has as many. */
  readonly expanded: number;
  /** Output channels, of the 1×1 without activation that ends the block. */
  readonly channels: number;
  /** Side of the depthwise window. */
  readonly kernel: number;
  readonly stride: number;
  readonly activation: Activation;
  readonly squeezeExcite?: SqueezeExcite;
}

/**
 * Expand by 1×1, filter every channel, weigh the channels where asked, project by 1×1; x is added where neither size nor
 * channels change. Layers are <name>/expand, /depthwise, /reduce and /restore (fully connected), /project.
 */
export function invertedResidual(
  net: LayerBuilder,
  name: string,
  x: string,
  block: InvertedResidual,
): string {
  const { expanded, channels, kernel, stride, activation } = block;
  const normalised = { pads: 'half', affine: 'batch-norm' } as const;
  const isKept = stride === 1 && net.channelsOf(x) === channels;
  let y = x;
  if (net.channelsOf(x) !== expanded) {
    y = net.convolution(`${name}/expand`, x, {
      ...normalised,
      channels: expanded,
      kernel: 1,
      activation,
    });
  }
  y = net.convolution(`${name}/depthwise`, y, {
    ...normalised,
    channels: expanded,
    kernel,
    stride,
    groups: expanded,
    activation,
  });
  if (block.squeezeExcite) y = squeezeExcite(net, name, y, block.squeezeExcite);
  const project = { ...normalised, channels, kernel: 1, activation: 'none' } as const;
  const projected = net.convolution(isKept ? `${name}/project` : name, y, project);
  return isKept ? net.add(name, projected, x, 'none') : projected;
}

function squeezeExcite(net: LayerBuilder, block: string, x: string, se: SqueezeExcite): string {
  const { graph } = net;
  const [n = 0, , , c = 0] = graph.shapeOf(x);
  const squeezed = graph.node('global-average-pool', `${block}/squeeze`, [x], {});
  const reduced = net.fullyConnected(`${block}/reduce`, squeezed, se.channels, se.activation);
  const gates = net.fullyConnected(`${block}/restore`, reduced, c, se.gate);
  const map = graph.node('reshape', `${block}/gates`, [gates], { shape: [n, 1, 1, c] });
  return graph.node('mul', `${block}/excite`, [x, map], { activation: 'none' });
}
