// Every op that is read: with the common ones those that few files have, and the folding of constants.
import { FURTHER_OPS } from '../../ops/further-ops.gen';
import { COMMON_OPS } from './common-ops';
import { ARITHMETIC } from './folding/arithmetic';
import { GIVEN } from './folding/given';
import { CONSTANT_MOVEMENT } from './folding/movement';
import { CONSTANT_REDUCTIONS } from './folding/reductions';
import { CONSTANT_SCATTER } from './folding/scatter';
import { asOutput } from './integer-outputs';
import { ONNX_TYPES } from './onnx-model';
import { CASTS } from './operators/casts';
import { COMBINATIONS } from './operators/combinations';
import { computedConvolution, hasComputedWeights } from './operators/computed-convolution';
import { CONTROL } from './operators/control';
import type { Converter, Converters } from './operators/converter';
import { dilatedMaxPool, isDilated } from './operators/dilated-pooling';
import { withoutMode } from './operators/dropout';
import { EINSUM } from './operators/einsum';
import { FUNCTIONS } from './operators/functions';
import { FURTHER_ACTIVATIONS } from './operators/further-activations';
import { FUSED_FORMS } from './operators/fused-forms';
import { GRID_SAMPLE } from './operators/grid-sample';
import { INTEGER_FORMS } from './operators/integer-forms';
import { LOCAL_RESPONSE } from './operators/local-response';
import { MATMUL } from './operators/matmul';
import { NON_MAX_SUPPRESSION } from './operators/non-max-suppression';
import { FURTHER_NORMALIZATION } from './operators/normalization';
import { PADDING } from './operators/padding';
import { PARTS } from './operators/parts';
import { FURTHER_POOLING } from './operators/pooling';
import { QUANTIZATION } from './operators/quantization';
import { lifted } from './operators/rank-lifting';
import { RANKING } from './operators/ranking';
import { REARRANGEMENT } from './operators/rearrangement';
import { RECURRENT } from './operators/recurrent';
import { REDUCTIONS } from './operators/reductions';
import { REMAINDERS } from './operators/remainders';
import { RESIZE } from './operators/resize';
import { SCATTER } from './operators/scatter';
import { isTraining, STATISTICS, TRAINING_NORMALIZATION } from './operators/statistics';
import { TRANSPOSED_CONVOLUTION } from './operators/transposed-convolution';
import { UNPOOLING } from './operators/unpooling';
import { UNSQUEEZE } from './operators/unsqueeze';
import { keepingType } from './operators/wrapping';
import type { OnnxOps } from './ops';
import { prepareModel } from './prepare/prepare-model';

const PLAIN: Converters = {
  ...Object.fromEntries(COMMON_OPS.converters),
  ...FURTHER_ACTIVATIONS,
  ...FURTHER_NORMALIZATION,
  ...FURTHER_POOLING,
  ...CASTS,
  ...COMBINATIONS,
  ...CONTROL,
  ...EINSUM,
  ...FUNCTIONS,
  ...FUSED_FORMS,
  ...GRID_SAMPLE,
  ...INTEGER_FORMS,
  ...LOCAL_RESPONSE,
  ...MATMUL,
  ...NON_MAX_SUPPRESSION,
  ...PADDING,
  ...PARTS,
  ...QUANTIZATION,
  ...RANKING,
  ...REARRANGEMENT,
  ...RECURRENT,
  ...REDUCTIONS,
  ...REMAINDERS,
  ...RESIZE,
  ...SCATTER,
  ...STATISTICS,
  ...TRANSPOSED_CONVOLUTION,
  ...UNPOOLING,
  ...UNSQUEEZE,
};

/** Ops with windows over two axes, which take one axis, too. */
const WINDOWED = ['Conv', 'ConvTranspose', 'MaxPool', 'AveragePool', 'LRN'];
/** Ops that move numbers, or choose among them, and do not mind what they stand for. */
const MOVING = [
  ...['Concat', 'Dropout', 'Expand', 'Flatten', 'Gather', 'Identity', 'MaxPool', 'Reshape'],
  ...['DepthToSpace', 'GlobalMaxPool', 'ReduceMax', 'ReduceMin', 'Slice', 'SpaceToDepth', 'Split'],
  ...['Squeeze', 'Tile', 'Transpose', 'Unsqueeze'],
];

const converters = new Map<string, Converter>(Object.entries(PLAIN));
extend(['Conv'], (plain) => (net, node) => {
  if (hasComputedWeights(net, node)) computedConvolution(net, node);
  else plain(net, node);
});
extend(['MaxPool'], (plain) => (net, node) => {
  if (isDilated(net, node)) dilatedMaxPool(net, node);
  else plain(net, node);
});
extend(['Dropout'], (plain) => (net, node) => plain(net, withoutMode(net, node)));
extend(['BatchNormalization'], (plain) => (net, node) => {
  if (isTraining(net, node)) TRAINING_NORMALIZATION(net, node);
  else plain(net, node);
});
extend(WINDOWED, lifted);
extend(MOVING, keepingType);

function extend(opTypes: readonly string[], by: (plain: Converter) => Converter): void {
  for (const opType of opTypes) {
    const plain = converters.get(opType);
    if (plain) converters.set(opType, by(plain));
  }
}

const { BFLOAT16, STRING, ...NUMBERS } = ONNX_TYPES;

/** All ops. */
export const ALL_OPS: OnnxOps = {
  builds: FURTHER_OPS,
  converters,
  folders: new Map([
    ...COMMON_OPS.folders,
    ...Object.entries({
      ...ARITHMETIC,
      ...CONSTANT_MOVEMENT,
      ...CONSTANT_REDUCTIONS,
      ...CONSTANT_SCATTER,
      ...GIVEN,
    }),
  ]),
  // Whole numbers are handed in, and held, as real numbers of the same value.
  inputTypes: Object.values(NUMBERS),
  prepare: prepareModel,
  asOutput,
};
