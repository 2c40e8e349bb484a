// A classifier of pictures from a network whose file says nothing of pictures, as ONNX files do not.
import { TensorError } from '../errors';
import { freshName, withResults } from '../graph/edit';
import { type AnyNode, type Graph, valueNamed } from '../graph/graph';
import type { Classifier, Model, Preprocessing } from '../graph/model';
import { producerOf } from '../graph/uses';
import { formatShape, type Shape } from '../tensor/tensor';
import { imagenetPreprocessing } from './classifier';
import { type PictureSettings, withPictureSettings } from './picture-settings';

/** What is known of a network besides its file. */
export interface ClassifierSettings {
  /**
   * How a picture becomes the input. By default as PyTorch's ImageNet networks take it: the central 87.5 %, RGB less
   * ImageNet's mean, over its deviation.
   */
  readonly preprocessing?: Preprocessing | PictureSettings;
  /** Class names in order, without background; ImageNet's by default where there are as many classes. */
  readonly labels?: Classifier['labels'];
}

const IMAGENET_CLASSES = 1000;

/**
 * The network as one that `classify` runs: from one RGB picture to class probabilities, with a softmax behind scores that
 * have none. A model that classifies already is given back as it is, unless settings say otherwise.
 * @throws TensorError where the network does not take one picture of three channels, or has no output of classes.
 */
export function asClassifier(model: Model, settings: ClassifierSettings = {}): Model {
  const { labels, preprocessing = {} } = settings;
  if (model.classifier) {
    const { classifier } = model;
    return {
      ...model,
      classifier: {
        ...classifier,
        preprocessing: withPictureSettings(classifier.preprocessing, preprocessing),
        ...(labels === undefined ? {} : { labels }),
      },
    };
  }
  const { width, height } = pictureSize(model);
  const { graph, probabilities, classes } = withProbabilities(model);
  const background = classes === IMAGENET_CLASSES + 1;
  const isImagenet = background || classes === IMAGENET_CLASSES;
  const size = { width, height };
  return {
    ...model,
    graph,
    classifier: {
      preprocessing: withPictureSettings(
        { ...imagenetPreprocessing(width), resize: size, crop: size },
        preprocessing,
      ),
      probabilities,
      labels: labels ?? (isImagenet ? 'imagenet-1000' : null),
      background,
    },
  };
}

/**
 * The network with a way from pictures to its only input [n, h, w, 3]. What the settings leave out is as the model has it;
 * in one that says nothing of pictures the whole picture, squeezed to the input's size, RGB between 0 and 1.
 * @throws TensorError where the network does not take one picture of three channels.
 */
export function forPictures(model: Model, settings: Preprocessing | PictureSettings): Model {
  if (model.classifier) return asClassifier(model, { preprocessing: settings });
  const before = model.preprocessing ?? unitRange(pictureSize(model));
  return { ...model, preprocessing: withPictureSettings(before, settings) };
}

function unitRange(size: { readonly width: number; readonly height: number }): Preprocessing {
  return {
    ...{ region: 'full', resize: size, crop: size },
    ...{ channelOrder: 'rgb', mean: [0, 0, 0], scale: 1 / 255 },
  };
}

function pictureSize({ name, graph }: Model): { width: number; height: number } {
  const shapes = graph.inputs.map((input) => valueNamed(graph, input).shape);
  const [, height = 0, width = 0, channels] = shapes[0] ?? [];
  if (shapes.length !== 1 || shapes[0]?.length !== 4 || channels !== 3) {
    throw new TensorError(
      `"${name}" takes ${listed(shapes)} (NHWC), not one picture of three channels; use run with tensors.`,
    );
  }
  return { width, height };
}

/** The graph with class probabilities [n, c] among its values. */
function withProbabilities({ name, graph }: Model): {
  graph: Graph;
  probabilities: string;
  classes: number;
} {
  const output = graph.outputs.find((candidate) => isClasses(valueNamed(graph, candidate).shape));
  if (output === undefined) {
    const shapes = graph.outputs.map((candidate) => valueNamed(graph, candidate).shape);
    throw new TensorError(
      `"${name}" gives ${listed(shapes)}, not one number for each class; use run with tensors.`,
    );
  }
  const { shape } = valueNamed(graph, output);
  const classes = shape.at(-1) ?? 0;
  const flat = shape.length === 2 ? { graph, value: output } : flattened(graph, output, classes);
  if (producerOf(graph, output)?.op === 'softmax') {
    return { graph: flat.graph, probabilities: flat.value, classes };
  }
  const probabilities = freshName(flat.graph, 'probabilities');
  const softmax: AnyNode = {
    ...{ name: probabilities, op: 'softmax', attributes: {} },
    ...{ inputs: [flat.value], outputs: [probabilities] },
  };
  return { graph: appended(flat.graph, softmax), probabilities, classes };
}

/** One number a class, and nothing else: [n, c] or [n, 1, 1, c]. */
function isClasses(shape: Shape): boolean {
  const inner = shape.slice(1, -1);
  const isVector = shape.length === 2 || (shape.length === 4 && inner.every((size) => size === 1));
  return isVector && (shape.at(-1) ?? 0) > 1;
}

function flattened(graph: Graph, output: string, classes: number) {
  const value = freshName(graph, 'scores');
  const shape = [valueNamed(graph, output).shape[0] ?? 1, classes];
  const reshape: AnyNode = {
    ...{ name: value, op: 'reshape', attributes: { shape } },
    ...{ inputs: [output], outputs: [value] },
  };
  return { graph: appended(graph, reshape), value };
}

function appended(graph: Graph, node: AnyNode): Graph {
  return withResults({ ...graph, nodes: [...graph.nodes, node] }, node);
}

function listed(shapes: readonly Shape[]): string {
  return shapes.map(formatShape).join(', ') || 'nothing';
}
