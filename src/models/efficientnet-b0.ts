// EfficientNet-B0. Tan and Le 2019, arXiv:1905.11946, table 1.
import type { Model } from '../graph/model';
import { type ClassifierOptions, classifierOf, imagenetPreprocessing } from './classifier';
import { invertedResidual } from './inverted-residual';
import { LayerBuilder } from './layers';
import { checkSizes } from './sizes';
import { seededWeights } from './weights';

/** Table 1, stages 2 to 8: expansion, window, channels, layers, stride of the first of them. */
const STAGES = [
  { expansion: 1, kernel: 3, channels: 16, layers: 1, stride: 1 },
  { expansion: 6, kernel: 3, channels: 24, layers: 2, stride: 2 },
  { expansion: 6, kernel: 5, channels: 40, layers: 2, stride: 2 },
  { expansion: 6, kernel: 3, channels: 80, layers: 3, stride: 2 },
  { expansion: 6, kernel: 5, channels: 112, layers: 3, stride: 1 },
  { expansion: 6, kernel: 5, channels: 192, layers: 4, stride: 2 },
  { expansion: 6, kernel: 3, channels: 320, layers: 1, stride: 1 },
] as const;

/** Squeeze-and-excite is of a block's input channels, not of what they expand to. */
const SQUEEZE_RATIO = 0.25;

/**
 * EfficientNet-B0 (Tan and Le 2019, arXiv:1905.11946). Input `input` [n, 3, s, s] (RGB, standardised channel by
 * channel); outputs `logits` and `prob` [n, classes]. Layers are conv1, block1 … block16 (/expand, /depthwise, /reduce
 * and /restore, /project; the last of a block without residual has the block's own name), conv2 and fc. Weights are
 * named `<layer>.w` (OIHW; fully-connected [k, c]) with `<layer>.scale` and `<layer>.shift`, or `<layer>.b`.
 * @throws GraphError for a size that is no positive whole number.
 */
export function efficientnetB0(options: ClassifierOptions = {}): Model {
  const { inputSize = 224, classes = 1000, batch = 1 } = options;
  checkSizes('EfficientNet', { inputSize, classes, batch });
  const net = new LayerBuilder('efficientnet-b0', 'nchw', options.weights ?? seededWeights());
  const normalised = { pads: 'half', affine: 'batch-norm', activation: 'silu' } as const;
  let x = net.graph.input('input', [batch, inputSize, inputSize, 3]);
  x = net.convolution('conv1', x, { ...normalised, channels: 32, kernel: 3, stride: 2 });
  let index = 0;
  for (const { expansion, kernel, channels, layers, stride } of STAGES) {
    for (let layer = 0; layer < layers; layer++) {
      index++;
      const inputs = net.channelsOf(x);
      const squeezed = SQUEEZE_RATIO * inputs;
      x = invertedResidual(net, `block${index}`, x, {
        expanded: expansion * inputs,
        channels,
        kernel,
        stride: layer === 0 ? stride : 1,
        activation: 'silu',
        squeezeExcite: { channels: squeezed, activation: 'silu', gate: 'sigmoid' },
      });
    }
  }
  x = net.convolution('conv2', x, { ...normalised, channels: 1280, kernel: 1 });
  const graph = net.finishPooled(x, classes);
  const classifier = classifierOf(imagenetPreprocessing(inputSize), classes);
  return { name: 'efficientnet-b0', graph, classifier };
}
