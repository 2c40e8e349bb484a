// Makes a model of few files one of the common kind: functions in their places, nodes in order, constants dense, sizes known.
import { UnsupportedError } from '../../../errors';
import { formatShape } from '../../../tensor/tensor';
import { own } from '../../../util/own';
import type { OnnxModel, OnnxValueInfo } from '../onnx-model';
import type { InputSizes } from '../ops';
import { withoutFunctions } from './local-functions';
import { inOrder, withCaptures } from './sort-nodes';
import { denseTensor } from './sparse-tensors';
import { withSources } from './unpooling';

/** Ops that mean in op set 7 what they meant in all before. */
const UNCHANGED: readonly string[] = [
  ...['Abs', 'AveragePool', 'Ceil', 'Clip', 'Concat', 'Constant', 'Conv', 'ConvTranspose', 'Elu'],
  ...['Exp', 'Flatten', 'Floor', 'GlobalAveragePool', 'GlobalMaxPool', 'HardSigmoid', 'Identity'],
  ...['InstanceNormalization', 'LRN', 'LeakyRelu', 'Log', 'LogSoftmax', 'MaxPool', 'Neg', 'Not'],
  ...['Reciprocal', 'ReduceL1', 'ReduceL2', 'ReduceLogSum', 'ReduceLogSumExp', 'ReduceMax'],
  ...['ReduceMean', 'ReduceMin', 'ReduceProd', 'ReduceSum', 'ReduceSumSquare', 'Relu', 'Selu'],
  ...['Sigmoid', 'Softmax', 'Softplus', 'Softsign', 'Sqrt', 'Squeeze', 'Tanh', 'Transpose'],
  ...['Unsqueeze'],
];
/** The first op set that is read whatever its ops are. */
const FIRST_OPSET = 7;

/** The same model, said otherwise. @throws UnsupportedError or ModelFormatError */
export function prepareModel(model: OnnxModel, sizes: InputSizes): OnnxModel {
  const { graph } = model;
  return {
    ...model,
    opsets: sinceFirst(model),
    functions: [],
    graph: {
      ...graph,
      nodes: withSources(inOrder(withCaptures(withoutFunctions(model)))),
      initializers: [...graph.initializers, ...graph.sparseInitializers.map(denseTensor)],
      sparseInitializers: [],
      inputs: graph.inputs.map((input) => sized(input, own(sizes, input.name))),
    },
  };
}

/** The op sets of a model, an older one as the first that is read where it makes no difference. */
function sinceFirst({ opsets, graph }: OnnxModel): OnnxModel['opsets'] {
  const { '': version = FIRST_OPSET } = opsets;
  const isOld = version >= 1 && version < FIRST_OPSET;
  const isSame = graph.nodes.every(({ opType }) => UNCHANGED.includes(opType));
  return isOld && isSame ? { ...opsets, '': FIRST_OPSET } : opsets;
}

/** An input with the sizes that were given for it; 0 and −1 are open, too. */
function sized(input: OnnxValueInfo, given: readonly number[] | undefined): OnnxValueInfo {
  const dims = input.dims?.map((size) => (typeof size === 'number' && size <= 0 ? '' : size));
  if (!given) return { ...input, dims: dims ?? null };
  const fits =
    !dims ||
    (dims.length === given.length &&
      dims.every((size, axis) => typeof size === 'string' || axis === 0 || size === given[axis]));
  if (!fits || !given.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new UnsupportedError(
      `The input "${input.name}" is [${dims}], so that it cannot be ${formatShape(given)}.`,
    );
  }
  return { ...input, dims: given };
}
