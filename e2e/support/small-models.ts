// Networks of a few layers whose answers a test computes by itself.

import { GraphBuilder } from '../../src/graph/builder';
import type { Model, Preprocessing } from '../../src/graph/model';
import { asClassifier } from '../../src/models/index';
import { globalMaxPool } from '../../src/ops/pool/global-max-pool';
import type { AxisOrder } from '../../src/tensor/layout';
import { channelsOf, f32Tensor } from '../../src/tensor/tensor';
import { toKindling } from '../../src/tools/to-kindling';
import { product } from '../../src/util/math';
import { seededRandom } from '../../src/util/random';

/** Names the strongest colour of a picture: softmax of the mean red, green and blue. */
export function colourModel(preprocessing: Preprocessing): Model {
  const { width, height } = preprocessing.crop;
  const builder = new GraphBuilder('colours', 'nchw');
  builder.input('data', [1, height, width, 3]);
  builder.node('global-average-pool', 'mean', ['data'], {});
  builder.node('softmax', 'prob', ['mean'], {});
  const graph = builder.build(['prob']);
  const labels = ['red', 'green', 'blue'];
  return {
    name: 'colours',
    graph,
    classifier: { preprocessing, probabilities: 'prob', labels, background: false },
  };
}

/** y = relu(x) of [1, 1, side, side]. */
export function reluModel(side: number): Model {
  const builder = new GraphBuilder('relu', 'nchw');
  builder.input('x', [1, side, side, 1]);
  builder.node('activation', 'y', ['x'], { activation: 'relu' });
  return { name: 'relu', graph: builder.build(['y']), classifier: null };
}

/** Scores of two classes, as a file that says nothing of pictures gives them: ten times the mean red, and the mean blue. */
export function twoClassModel(): Model {
  const builder = new GraphBuilder('red or blue', 'nchw');
  builder.input('data', [1, 8, 8, 3]);
  builder.node('global-average-pool', 'mean', ['data'], {});
  builder.node('reshape', 'flat', ['mean'], { shape: [1, 3] });
  const weights = f32Tensor([2, 3], Float32Array.of(10, 0, 0, 0, 0, 10));
  const layer = ['flat', builder.constant('weights', weights)];
  builder.node('fully-connected', 'scores', layer, { activation: 'none' });
  return { name: 'red or blue', graph: builder.build(['scores']), classifier: null };
}

/** Three billion products in five layers of [1, 16, 128, 128]: a window of 225 pixels, and two convolutions of more than a billion. */
export function longModel(): Model {
  const builder = new GraphBuilder('long', 'nhwc');
  const random = seededRandom(1);
  builder.input('x', [1, 128, 128, 16]);
  const pad = (around: number) => ({ top: around, left: around, bottom: around, right: around });
  const convolve = (x: string, channels: number) => {
    const shape = [channels, channelsOf(builder.shapeOf(x)), 3, 3];
    const numbers = Float32Array.from({ length: product(shape) }, () => (random() - 0.4) / 100);
    const weights = builder.constant(`${x} weights`, f32Tensor(shape, numbers));
    return builder.node('conv2d', `behind ${x}`, [x, weights], {
      ...{ kernel: [3, 3], strides: [1, 1], pads: pad(1), dilations: [1, 1], groups: 1 },
      activation: 'relu',
    });
  };
  const wide = convolve('x', 64);
  const window = { kernel: [15, 15], strides: [1, 1], pads: pad(7), ceilMode: false } as const;
  const wider = convolve(builder.node('max-pool2d', 'pooled', [wide], window), 128);
  const y = convolve(wider, 64);
  builder.node('global-average-pool', 'y', [y], {});
  return { name: 'long', graph: builder.build(['y']), classifier: null };
}

/** The same as a container, which says how it sees pictures. */
export function twoClassFile(): Promise<Uint8Array<ArrayBuffer>> {
  return toKindling(asClassifier(twoClassModel(), { labels: ['red', 'blue'] }));
}

/**
 * Two inputs, [batch, 3, 2, 5] and [batch, 2, 2, 5] in NCHW; `joined` holds relu(a) and relu(b) side by side, so that `rb`
 * is channels 3 and 4 of another value's pixels; `largest` [batch, 5] is the largest of each channel.
 */
export function joiningModel(axisOrder: AxisOrder, batch: number): Model {
  const builder = new GraphBuilder('joining', axisOrder, [globalMaxPool]);
  builder.input('a', [batch, 2, 5, 3]);
  builder.input('b', [batch, 2, 5, 2]);
  builder.node('activation', 'ra', ['a'], { activation: 'relu' });
  builder.node('activation', 'rb', ['b'], { activation: 'relu' });
  builder.node('concat', 'joined', ['ra', 'rb'], {});
  builder.node('global-max-pool', 'largest', ['joined'], {});
  return { name: 'joining', graph: builder.build(['joined', 'rb', 'largest']), classifier: null };
}
