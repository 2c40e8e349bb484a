// The networks as functions of their hyper-parameters, what they cost, and any network as a classifier: the entry `kindling/models`.

export { costOfGraph, costOfNodes, type GraphCost, type NodeCost } from '../graph/cost';
export type { AnyNode, ChannelView, Graph, Node, Value } from '../graph/graph';
export type { Activation, Quantization } from '../ops/elementwise/functions';
export type { OpAttributes, OpName } from '../ops/registry';
export type { Pads, Window } from '../ops/window';
export type { CodedWeights } from '../tensor/coded-weights';
export type { AxisOrder } from '../tensor/layout';
export type { Palette } from '../tensor/palette';
export type { DType, Shape, Tensor, TensorData } from '../tensor/tensor';
export { type AlexNetOptions, alexnet } from './alexnet';
export { asClassifier, type ClassifierSettings } from './as-classifier';
export type { ClassifierOptions } from './classifier';
export { type DenseNetOptions, densenet } from './densenet';
export { efficientnetB0 } from './efficientnet-b0';
export { type GoogLeNetOptions, googlenet } from './googlenet';
export { type MobileNetV1Block, type MobileNetV1Options, mobilenetV1 } from './mobilenet-v1';
export { type MobileNetV2Options, mobilenetV2 } from './mobilenet-v2';
export { type MobileNetV3SmallOptions, mobilenetV3Small } from './mobilenet-v3-small';
export { type CostQuantity, type PaperCost, paperCosts } from './paper-costs';
export type { PictureSettings } from './picture-settings';
export { type ResNetOptions, resnet } from './resnet';
export { type ShuffleNetV2Options, shufflenetV2 } from './shufflenet-v2';
export { type SqueezeNetOptions, squeezenet } from './squeezenet';
export { seededWeights, sharedZeros, type WeightProvider } from './weights';
