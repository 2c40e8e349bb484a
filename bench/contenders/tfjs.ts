// TensorFlow.js on WebGPU in the page: the network built of its own ops, fused as its layers fuse them, from the weights
// of our graph. Sent there as source text, like cli/page-session.ts, so nothing from this module but types.

import type { Activation, AnyNode, Graph, OpAttributes } from '../../src/models/index';
import type { ContenderGlobals } from './contender';

interface TfTensor {
  readonly shape: readonly number[];
  data(): Promise<Float32Array>;
  dispose(): void;
}

type Four = [[number, number], [number, number], [number, number], [number, number]];
type FusedActivation = 'linear' | 'relu' | 'relu6' | 'sigmoid' | 'elu';

interface FusedOptions {
  readonly bias?: TfTensor;
  readonly activation?: FusedActivation;
}

interface FusedConv extends FusedOptions {
  readonly x: TfTensor;
  readonly filter: TfTensor;
  readonly strides: readonly [number, number];
  readonly pad: Four;
  readonly dilations: readonly [number, number];
}

type Pool = (
  x: TfTensor,
  size: readonly [number, number],
  strides: readonly [number, number],
  pad: Four,
) => TfTensor;
type Unary = (x: TfTensor) => TfTensor;
type Binary = (a: TfTensor, b: TfTensor) => TfTensor;

/** What is used of the packages. */
interface Tf {
  setBackend(name: 'webgpu'): Promise<boolean>;
  ready(): Promise<void>;
  env(): { set(flag: string, value: unknown): void };
  tidy(work: () => TfTensor[]): TfTensor[];
  tensor(data: Float32Array, shape: readonly number[]): TfTensor;
  readonly fused: {
    conv2d(options: FusedConv): TfTensor;
    depthwiseConv2d(options: FusedConv): TfTensor;
    matMul(options: FusedOptions & { a: TfTensor; b: TfTensor }): TfTensor;
  };
  batchNorm(
    x: TfTensor,
    mean: TfTensor,
    variance: TfTensor,
    offset: TfTensor,
    scale: TfTensor,
    epsilon: number,
  ): TfTensor;
  readonly maxPool: Pool;
  readonly avgPool: Pool;
  readonly relu: Unary;
  readonly relu6: Unary;
  readonly sigmoid: Unary;
  readonly tanh: Unary;
  readonly softmax: Unary;
  readonly add: Binary;
  readonly sub: Binary;
  readonly mul: Binary;
  readonly div: Binary;
  clipByValue(x: TfTensor, low: number, high: number): TfTensor;
  concat(parts: readonly TfTensor[], axis: number): TfTensor;
  reshape(x: TfTensor, shape: readonly number[]): TfTensor;
  transpose(x: TfTensor, axes?: readonly number[]): TfTensor;
  pad(x: TfTensor, pads: readonly (readonly [number, number])[], value: number): TfTensor;
  mean(x: TfTensor, axes: readonly number[]): TfTensor;
  max(x: TfTensor, axes: readonly number[]): TfTensor;
  localResponseNormalization(
    x: TfTensor,
    depthRadius: number,
    bias: number,
    alpha: number,
    beta: number,
  ): TfTensor;
}

/** A layer with the bias and the activation behind it, which its own op can take along. */
interface Layer {
  readonly node: AnyNode;
  readonly bias: string | undefined;
  readonly activation: Activation;
  /** The value that it gives. */
  readonly output: string;
}

type Values = Map<string, TfTensor>;

/** Runs in the page: adds `tfjs-webgpu` to `globalThis.contenders`. */
export function installTfjsContender(): void {
  const globals = globalThis as unknown as ContenderGlobals & { tf?: Tf };

  const addScript = (url: string) =>
    new Promise<void>((resolve, reject) => {
      const script = document.createElement('script');
      script.src = url;
      script.onload = () => resolve();
      script.onerror = () => reject(new Error(`${url} does not load.`));
      document.head.append(script);
    });
  const library = (): Tf => {
    if (!globals.tf) throw new Error('TensorFlow.js is not loaded.');
    return globals.tf;
  };
  const tf = new Proxy({} as Tf, { get: (_, name) => Reflect.get(library(), name) });

  const shapeOf = (graph: Graph, name: string) => graph.values.get(name)?.shape ?? [];
  const elements = (shape: readonly number[]) => shape.reduce((count, size) => count * size, 1);

  /** [k, c, k_h, k_w] → [k_h, k_w, c, k], or [k_h, k_w, k, 1] for a depthwise convolution. */
  const filterOf = (graph: Graph, name: string, depthwise: boolean): TfTensor => {
    const { shape, data } = graph.constants.get(name) ?? { shape: [], data: new Float32Array() };
    const [k = 1, c = 1, high = 1, wide = 1] = shape;
    const turned = new Float32Array(data.length);
    for (let tap = 0; tap < high * wide; tap++) {
      for (let i = 0; i < c; i++) {
        for (let o = 0; o < k; o++) {
          turned[(tap * c + i) * k + o] = data[(o * c + i) * high * wide + tap] ?? 0;
        }
      }
    }
    return tf.tensor(turned, depthwise ? [high, wide, k, 1] : [high, wide, c, k]);
  };
  const isDepthwise = (graph: Graph, node: AnyNode): boolean =>
    node.op === 'conv2d' &&
    node.attributes.groups > 1 &&
    node.attributes.groups === shapeOf(graph, node.inputs[0] ?? '')[3];

  const constantOf = (graph: Graph, name: string, reader: AnyNode): TfTensor => {
    const { shape, data } = graph.constants.get(name) ?? { shape: [], data: new Float32Array() };
    const isWeight = reader.inputs[1] === name;
    if (reader.op === 'conv2d' && isWeight) {
      return filterOf(graph, name, isDepthwise(graph, reader));
    }
    const tensor = tf.tensor(Float32Array.from(data), shape);
    if (reader.op !== 'fully-connected' || !isWeight) return tensor;
    const turned = tf.transpose(tensor);
    tensor.dispose();
    return turned;
  };

  /** Joins each convolution and product with a bias and an activation that only it feeds. */
  const layersOf = (graph: Graph): Layer[] => {
    const taken = new Set<AnyNode>();
    const soleReader = (name: string) => {
      const readers = graph.nodes.filter(({ inputs }) => inputs.includes(name));
      return readers.length === 1 && !graph.outputs.includes(name) ? readers[0] : undefined;
    };
    return graph.nodes.flatMap((node): Layer[] => {
      if (taken.has(node)) return [];
      let output = node.outputs[0] ?? '';
      let activation: Activation =
        'activation' in node.attributes ? node.attributes.activation : 'none';
      if (node.op !== 'conv2d' && node.op !== 'fully-connected') {
        return [{ node, bias: undefined, activation, output }];
      }
      let [, , bias] = node.inputs;
      let next = soleReader(output);
      if (next?.op === 'bias-add' && bias === undefined && activation === 'none') {
        bias = next.inputs[1];
        taken.add(next);
        output = next.outputs[0] ?? '';
        next = soleReader(output);
      }
      if (next?.op === 'activation' && activation === 'none') {
        activation = next.attributes.activation;
        taken.add(next);
        output = next.outputs[0] ?? '';
      }
      return [{ node, bias, activation, output }];
    });
  };

  const isRelu6 = (activation: Activation) =>
    typeof activation === 'object' &&
    'clamp' in activation &&
    activation.clamp[0] === 0 &&
    activation.clamp[1] === 6;
  const fusedActivation = (activation: Activation): FusedActivation => {
    if (isRelu6(activation)) return 'relu6';
    return activation === 'relu' || activation === 'sigmoid' ? activation : 'linear';
  };
  const activate = (x: TfTensor, activation: Activation): TfTensor => {
    if (activation === 'none') return x;
    if (isRelu6(activation)) return tf.relu6(x);
    if (typeof activation === 'object' && 'clamp' in activation) {
      return tf.clipByValue(x, ...activation.clamp);
    }
    if (activation === 'relu' || activation === 'sigmoid' || activation === 'tanh') {
      return tf[activation](x);
    }
    if (activation === 'silu') return tf.mul(x, tf.sigmoid(x));
    throw new Error(`Its network is not written for the activation ${JSON.stringify(activation)}.`);
  };

  /** Padding that gives the output its size: a size rounded up is padding at the end. */
  const padsOf = (
    { kernel, strides, pads }: OpAttributes['max-pool2d'] | OpAttributes['conv2d'],
    x: readonly number[],
    y: readonly number[],
    dilations: readonly [number, number] = [1, 1],
  ): Four => {
    const after = (axis: 0 | 1, before: number) => {
      const window = (kernel[axis] - 1) * dilations[axis] + 1;
      const needed = ((y[axis + 1] ?? 1) - 1) * strides[axis] + window;
      return Math.max(0, needed - (x[axis + 1] ?? 1) - before);
    };
    const [bottom, right] = [after(0, pads.top), after(1, pads.left)];
    return [
      [0, 0],
      [pads.top, bottom],
      [pads.left, right],
      [0, 0],
    ];
  };

  const convolve = (graph: Graph, { node, bias, activation }: Layer, values: Values): TfTensor => {
    if (node.op !== 'conv2d') throw new Error('This is no convolution.');
    const { strides, dilations, groups } = node.attributes;
    const [x, filter] = node.inputs.map((name) => valueNamed(values, name));
    if (!x || !filter) throw new Error(`"${node.name}" has no input.`);
    const depthwise = isDepthwise(graph, node);
    if (groups > 1 && !depthwise) throw new Error('Its network is not written for groups.');
    const pad = padsOf(node.attributes, x.shape, shapeOf(graph, node.outputs[0] ?? ''), dilations);
    const fused = fusedActivation(activation);
    const y = tf.fused[depthwise ? 'depthwiseConv2d' : 'conv2d']({
      ...{ x, filter, strides, pad, dilations, activation: fused },
      ...(bias === undefined ? {} : { bias: valueNamed(values, bias) }),
    });
    return fused === 'linear' ? activate(y, activation) : y;
  };
  const connect = ({ node, bias, activation }: Layer, values: Values): TfTensor => {
    const [x, b] = node.inputs.map((name) => valueNamed(values, name));
    if (!x || !b) throw new Error(`"${node.name}" has no input.`);
    const fused = fusedActivation(activation);
    const y = tf.fused.matMul({
      ...{ a: tf.reshape(x, [x.shape[0] ?? 1, -1]), b, activation: fused },
      ...(bias === undefined ? {} : { bias: valueNamed(values, bias) }),
    });
    return fused === 'linear' ? activate(y, activation) : y;
  };
  const valueNamed = (values: Values, name: string): TfTensor => {
    const value = values.get(name);
    if (!value) throw new Error(`There is no value "${name}".`);
    return value;
  };

  const compute = (graph: Graph, layer: Layer, values: Values): TfTensor => {
    const { node } = layer;
    const inputs = node.inputs.map((name) => valueNamed(values, name));
    const [x, y, z] = inputs;
    const shape = shapeOf(graph, node.outputs[0] ?? '');
    if (!x) throw new Error(`"${node.name}" has no input.`);
    switch (node.op) {
      case 'conv2d':
        return convolve(graph, layer, values);
      case 'fully-connected':
        return connect(layer, values);
      case 'concat':
        return tf.concat(inputs, x.shape.length - 1);
      case 'softmax':
        return tf.softmax(x);
      case 'reshape':
        return tf.reshape(x, shape);
      case 'transpose':
        return tf.transpose(x, node.attributes.permutation);
      case 'activation':
        return activate(x, node.attributes.activation);
      case 'global-average-pool':
        return tf.mean(x, [1, 2]);
      case 'global-max-pool':
        return tf.max(x, [1, 2]);
      case 'max-pool2d':
      case 'average-pool2d': {
        const { kernel, strides } = node.attributes;
        const pads = padsOf(node.attributes, x.shape, shape);
        return tf[node.op === 'max-pool2d' ? 'maxPool' : 'avgPool'](x, kernel, strides, pads);
      }
      case 'local-response-norm': {
        const { size, alpha, beta, bias } = node.attributes;
        return tf.localResponseNormalization(x, (size - 1) / 2, bias, alpha / size, beta);
      }
      case 'pad2d': {
        const { top, bottom, left, right } = node.attributes.pads;
        return tf.pad(
          x,
          [
            [0, 0],
            [top, bottom],
            [left, right],
            [0, 0],
          ],
          node.attributes.value,
        );
      }
      default:
        return combine(node, x, y, z, layer.activation);
    }
  };
  const combine = (
    node: AnyNode,
    x: TfTensor,
    y: TfTensor | undefined,
    z: TfTensor | undefined,
    activation: Activation,
  ): TfTensor => {
    const { op } = node;
    if (op === 'bias-add' && y) return tf.add(x, y);
    if ((op === 'add' || op === 'sub' || op === 'mul' || op === 'div') && y) {
      return activate(tf[op](x, y), activation);
    }
    if (op === 'batch-norm' && y && z) {
      const count = [elements(y.shape)];
      const [mean, variance] = [0, 1].map((value) =>
        tf.tensor(new Float32Array(count[0] ?? 1).fill(value), count),
      );
      if (mean && variance) return activate(tf.batchNorm(x, mean, variance, z, y, 0), activation);
    }
    throw new Error(`Its network is not written for the op "${op}".`);
  };

  /** Values of a model that counts channels second, as a user of TensorFlow.js would have them. */
  const toNhwc = (data: Float32Array, [n = 1, c = 1, h = 1, w = 1]: readonly number[]) => {
    const turned = new Float32Array(data.length);
    for (let image = 0; image < n; image++) {
      for (let pixel = 0; pixel < h * w; pixel++) {
        for (let channel = 0; channel < c; channel++) {
          turned[(image * h * w + pixel) * c + channel] =
            data[(image * c + channel) * h * w + pixel] ?? 0;
        }
      }
    }
    return turned;
  };

  globals.contenders = {
    ...globals.contenders,
    'tfjs-webgpu': {
      async load([core = '', backend = '']) {
        await addScript(`${core}/dist/tf-core.min.js`);
        await addScript(`${backend}/dist/tf-backend-webgpu.min.js`);
        await tf.setBackend('webgpu');
        await tf.ready();
      },
      async open({ model, inputs, inputShapes }) {
        if (!model) throw new Error('It reads no file of ours: its network is built of our graph.');
        const { graph } = model;
        const isNchw = (rank: number) => graph.axisOrder === 'nchw' && rank === 4;
        const feeds = Object.entries(inputs).map(([name, data]) => {
          const external = inputShapes[name] ?? [];
          const turned = isNchw(external.length) ? toNhwc(data, external) : data;
          return { name, data: turned, shape: shapeOf(graph, name) };
        });
        const layers = layersOf(graph);
        const weights: Values = new Map();
        for (const node of graph.nodes) {
          for (const name of node.inputs) {
            if (graph.constants.has(name) && !weights.has(name)) {
              weights.set(name, constantOf(graph, name, node));
            }
          }
        }
        const forward = () => {
          const values = new Map(weights);
          for (const { name, data, shape } of feeds) values.set(name, tf.tensor(data, shape));
          for (const layer of layers) values.set(layer.output, compute(graph, layer, values));
          return graph.outputs.map((name) => {
            const value = valueNamed(values, name);
            return isNchw(value.shape.length) ? tf.transpose(value, [0, 3, 1, 2]) : value;
          });
        };
        return {
          async run() {
            const outputs = tf.tidy(forward);
            const data = await Promise.all(outputs.map((output) => output.data()));
            for (const output of outputs) output.dispose();
            return data;
          },
          dispose() {
            for (const weight of weights.values()) weight.dispose();
          },
        };
      },
      settings: () => 'fused ops in tidy',
    },
  };
}
