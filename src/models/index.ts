// The networks as functions of their hyper-parameters, and what they cost: the entry `kindling/models`.

export { costOfGraph, costOfNodes, type GraphCost, type NodeCost } from '../ir/cost';
export { type AlexNetOptions, alexnet } from './alexnet';
export { type MobileNetV1Options, mobilenetV1 } from './mobilenet-v1';
export { type CostQuantity, type PaperCost, paperCosts } from './paper-costs';
export { type SqueezeNetOptions, squeezenet } from './squeezenet';
export { seededWeights, sharedZeros, type WeightProvider } from './weights';
