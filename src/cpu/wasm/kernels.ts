// Which kernel of the SIMD table computes which node; those that it lacks are computed in JavaScript.
import type { AnyNode } from '../../graph/graph';
import type { Activation } from '../../ops/elementwise/functions';
import { asStrided } from '../../ops/move/as-strided';
import { slice } from '../../ops/move/slice';
import { transpose } from '../../ops/move/transpose';
import { zeros } from '../../tensor/tensor';
import type { CpuKernel } from '../kernel';
import { prepareNode as prepareInJavaScript } from '../kernels';
import { prepareActivation, withRareActivation } from './activation';
import { prepareConvolution } from './convolution';
import { prepareDense } from './dense';
import { prepareDepthwise } from './depthwise';
import { prepareElementwise, prepareScaleShift } from './elementwise';
import { prepareCopy, prepareMove } from './moves';
import { prepareAveragePool, prepareGlobalAveragePool, prepareMaxPool } from './pooling';
import { prepareRequantize, prepareRequantizedSum } from './requantized';
import type { Operands, SimdKernel } from './simd-kernel';
import { prepareSoftmax } from './softmax';
import { prepareWinogradInput, prepareWinogradMultiply, prepareWinogradOutput } from './winograd';

/** Makes a node ready. */
export function prepareNode(node: AnyNode, operands: Operands): SimdKernel {
  const { activation = 'none' } = node.attributes as { readonly activation?: Activation };
  return (
    withRareActivation(prepareSimd(node, operands), activation) ?? inJavaScript(node, operands)
  );
}

function prepareSimd(node: AnyNode, operands: Operands): SimdKernel | null {
  const x = operands.inputs[0]?.shape ?? [];
  switch (node.op) {
    case 'conv2d':
      return (
        prepareDepthwise(node.attributes, operands) ?? prepareConvolution(node.attributes, operands)
      );
    case 'winograd-input':
      return prepareWinogradInput(node.attributes, operands);
    case 'winograd-multiply':
      return prepareWinogradMultiply(node.attributes, operands);
    case 'winograd-output':
      return prepareWinogradOutput(node.attributes, operands);
    case 'fully-connected':
      return prepareDense(node.attributes, operands);
    case 'max-pool2d':
      return prepareMaxPool(node.attributes);
    case 'average-pool2d':
      return prepareAveragePool(node.attributes);
    case 'global-average-pool':
      return prepareGlobalAveragePool();
    case 'add':
    case 'sub':
    case 'mul':
      return prepareElementwise(node.op, node.attributes.activation, operands);
    case 'batch-norm':
      return prepareScaleShift(node.attributes.activation, operands);
    case 'activation':
      return prepareActivation(node.attributes.activation);
    case 'requantize':
      return prepareRequantize(node.attributes);
    case 'requantized-sum':
      return prepareRequantizedSum(node.attributes, operands);
    case 'softmax':
      return prepareSoftmax();
    case 'copy':
    case 'reshape':
      return prepareCopy(node.op, operands);
    case 'as-strided':
      return prepareMove(asStrided.moves(x, node.attributes), operands);
    case 'slice':
      return prepareMove(slice.moves(x, node.attributes), operands);
    case 'transpose':
      return prepareMove(transpose.moves(x, node.attributes), operands);
    default:
      return null;
  }
}

/** The kernel of the other table, on values as they lie in memory; its results are copied there. */
function inJavaScript(node: AnyNode, { inputs, outputs }: Operands): SimdKernel {
  const constants = inputs.map(({ tensor }) => tensor);
  const kernel: CpuKernel = prepareInJavaScript(node, constants);
  return {
    name: kernel.name,
    scratchBytes: 0,
    place: ({ memory, input, output }) => {
      const run = () => {
        const values = inputs.map(({ tensor }, index) => {
          if (tensor) return kernel.packsConstants ? zeros([0]) : tensor;
          return memory.view(input(index));
        });
        const work = kernel.start(
          values,
          outputs.map(({ shape }) => shape),
        );
        work.run(0, work.units);
        for (const [index, tensor] of work.outputs.entries()) memory.write(output(index), tensor);
      };
      return [{ units: 1, run, isJavaScript: true }];
    },
  };
}
