// Which kernel computes which node on the CPU: a fast one where it costs time, else the reference op.
import type { AnyNode } from '../graph/graph';
import { evaluateOp } from '../ops/evaluate-op';
import type { Tensor } from '../tensor/tensor';
import { prepareConv2d } from './conv2d';
import { prepareDepthwiseConv2d } from './depthwise-conv2d';
import { prepareActivation, prepareElementwise } from './elementwise';
import { prepareFullyConnected } from './fully-connected';
import type { CpuKernel, NodeConstants } from './kernel';
import { prepareAveragePool2d, prepareGlobalAveragePool, prepareMaxPool2d } from './pooling';
import { prepareTopK } from './top-k';

/** Makes a node ready, and lays out its weights. */
export function prepareNode(node: AnyNode, constants: NodeConstants): CpuKernel {
  return prepareFast(node, constants) ?? referenceKernel(node);
}

function prepareFast(node: AnyNode, constants: NodeConstants): CpuKernel | null {
  switch (node.op) {
    case 'conv2d':
      return (
        prepareDepthwiseConv2d(node.attributes, constants) ??
        prepareConv2d(node.attributes, constants)
      );
    case 'fully-connected':
      return prepareFullyConnected(node.attributes);
    case 'max-pool2d':
      return prepareMaxPool2d(node.attributes);
    case 'average-pool2d':
      return prepareAveragePool2d(node.attributes);
    case 'global-average-pool':
      return prepareGlobalAveragePool();
    case 'add':
    case 'sub':
    case 'mul':
      return prepareElementwise(node.op, node.attributes.activation);
    case 'activation':
      return prepareActivation(node.attributes.activation);
    case 'reshape':
      return RESHAPE;
    case 'top-k':
      return prepareTopK(node.attributes);
    default:
      return null;
  }
}

/** The same numbers: nothing is moved. */
const RESHAPE: CpuKernel = {
  name: 'cpu-reshape',
  packsConstants: false,
  start: ([x], [shape = []]) => ({
    outputs: x ? [{ dtype: x.dtype, shape, data: x.data }] : [],
    units: 0,
    run: () => undefined,
  }),
};

/** Computed by the reference op, in one piece. */
function referenceKernel(node: AnyNode): CpuKernel {
  return {
    name: `reference-${node.op}`,
    packsConstants: false,
    start: (inputs, shapes) => {
      const outputs: Tensor[] = [];
      return {
        outputs,
        units: 1,
        run: () => outputs.push(...evaluateOp({ ...node, inputs, shapes })),
      };
    },
  };
}
