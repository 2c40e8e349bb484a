// The numbers of the TFLite schema (version 3) and of its metadata (M001) that are read here: slots of fields in their
// tables, and what the codes stand for. https://ai.google.dev/edge/litert, tensorflow/…/lite/schema/schema.fbs

/** The file's root. */
export const MODEL = {
  version: 0,
  operatorCodes: 1,
  subgraphs: 2,
  buffers: 4,
  metadata: 6,
  signatures: 7,
};
export const OPERATOR_CODE = { oldBuiltinCode: 0, customCode: 1, builtinCode: 3 };
/** A named way to run one of the subgraphs. */
export const SIGNATURE = { key: 2, subgraph: 4 };
export const SUBGRAPH = { tensors: 0, inputs: 1, outputs: 2, operators: 3 };
export const TENSOR = {
  shape: 0,
  type: 1,
  buffer: 2,
  name: 3,
  quantization: 4,
  isVariable: 5,
  sparsity: 6,
  shapeSignature: 7,
};
export const QUANTIZATION = { scale: 2, zeroPoint: 3, detailsType: 4, quantizedDimension: 6 };
export const OPERATOR = {
  opcodeIndex: 0,
  inputs: 1,
  outputs: 2,
  optionsType: 3,
  options: 4,
  customOptions: 5,
  furtherOptionsType: 11,
  furtherOptions: 12,
};
/** Which numbers of a sparse tensor are there: axes in an order, each dense or as compressed rows. */
export const SPARSITY = { order: 0, blocks: 1, axes: 2 };
export const SPARSE_AXIS = {
  format: 0,
  size: 1,
  segmentsType: 2,
  segments: 3,
  indicesType: 4,
  indices: 5,
};
export const BUFFER = { data: 0, offset: 1, size: 2 };
export const METADATA = { name: 0, buffer: 1 };

/** The metadata's root, and the tables below it. */
export const MODEL_METADATA = { subgraphs: 3, associatedFiles: 6 };
export const SUBGRAPH_METADATA = { inputs: 2, outputs: 3, associatedFiles: 4 };
export const TENSOR_METADATA = { processUnits: 4, associatedFiles: 6 };
export const ASSOCIATED_FILE = { name: 0, type: 2, locale: 3 };
export const PROCESS_UNIT = { optionsType: 0, options: 1 };
export const NORMALIZATION = { mean: 0, std: 1 };
/** `AssociatedFile.type` of a file that names the entries of a tensor's last axis. */
export const AXIS_LABELS = 2;
/** `ProcessUnit.optionsType` of a normalisation. */
export const NORMALIZATION_UNIT = 1;

/** Tables of operator options: their code in the union, and their fields. */
export const OPTIONS = {
  conv2d: {
    code: 1,
    slots: {
      padding: 0,
      strideW: 1,
      strideH: 2,
      activation: 3,
      dilationW: 4,
      dilationH: 5,
    },
  },
  depthwiseConv2d: {
    code: 2,
    slots: {
      padding: 0,
      strideW: 1,
      strideH: 2,
      activation: 4,
      dilationW: 5,
      dilationH: 6,
    },
  },
  pool2d: {
    code: 5,
    slots: { padding: 0, strideW: 1, strideH: 2, filterW: 3, filterH: 4, activation: 5 },
  },
  fullyConnected: { code: 8, slots: { activation: 0, weightsFormat: 1, keepNumDims: 2 } },
  softmax: { code: 9, slots: { beta: 0 } },
  reshape: { code: 17, slots: { newShape: 0 } },
  squeeze: { code: 30, slots: { squeezeDims: 0 } },
} as const;

/** `padding` codes. */
export const SAME_PADDING = 0;
export const VALID_PADDING = 1;

/** Functions that an operator can end in, by code. */
export const FUSED_ACTIVATIONS = [
  'NONE',
  'RELU',
  'RELU_N1_TO_1',
  'RELU6',
  'TANH',
  'SIGN_BIT',
] as const;

/** Name of a function that an operator can end in. */
export type FusedActivation = (typeof FUSED_ACTIVATIONS)[number];

/** Element types of tensors, by code; other names stand for codes that are newer than this list. */
export const TENSOR_TYPES = [
  'FLOAT32',
  'FLOAT16',
  'INT32',
  'UINT8',
  'INT64',
  'STRING',
  'BOOL',
  'INT16',
  'COMPLEX64',
  'INT8',
  'FLOAT64',
  'COMPLEX128',
  'UINT64',
  'RESOURCE',
  'VARIANT',
  'UINT32',
  'UINT16',
  'INT4',
  'BFLOAT16',
] as const;

/** Element types whose numbers are read, and their bytes. */
export const BYTES_PER_NUMBER: Readonly<Record<string, number>> = {
  FLOAT32: 4,
  FLOAT16: 2,
  INT32: 4,
  UINT8: 1,
  INT64: 8,
  INT16: 2,
  INT8: 1,
  BOOL: 1,
};

/** Code of an operator that is named by its custom code. */
export const CUSTOM_OPERATOR = 32;
/** An operator that another subgraph computes. */
export const COMPOSITE = 'STABLEHLO_COMPOSITE';
/** Names of the builtin operators, by code. */
export const BUILTIN_OPERATORS: readonly string[] = [
  'ADD AVERAGE_POOL_2D CONCATENATION CONV_2D DEPTHWISE_CONV_2D DEPTH_TO_SPACE DEQUANTIZE EMBEDDING_LOOKUP FLOOR',
  'FULLY_CONNECTED HASHTABLE_LOOKUP L2_NORMALIZATION L2_POOL_2D LOCAL_RESPONSE_NORMALIZATION LOGISTIC',
  'LSH_PROJECTION LSTM MAX_POOL_2D MUL RELU RELU_N1_TO_1 RELU6 RESHAPE RESIZE_BILINEAR RNN SOFTMAX SPACE_TO_DEPTH',
  'SVDF TANH CONCAT_EMBEDDINGS SKIP_GRAM CALL CUSTOM EMBEDDING_LOOKUP_SPARSE PAD UNIDIRECTIONAL_SEQUENCE_RNN',
  'GATHER BATCH_TO_SPACE_ND SPACE_TO_BATCH_ND TRANSPOSE MEAN SUB DIV SQUEEZE UNIDIRECTIONAL_SEQUENCE_LSTM',
  'STRIDED_SLICE BIDIRECTIONAL_SEQUENCE_RNN EXP TOPK_V2 SPLIT LOG_SOFTMAX DELEGATE BIDIRECTIONAL_SEQUENCE_LSTM',
  'CAST PRELU MAXIMUM ARG_MAX MINIMUM LESS NEG PADV2 GREATER GREATER_EQUAL LESS_EQUAL SELECT SLICE SIN',
  'TRANSPOSE_CONV SPARSE_TO_DENSE TILE EXPAND_DIMS EQUAL NOT_EQUAL LOG SUM SQRT RSQRT SHAPE POW ARG_MIN FAKE_QUANT',
  'REDUCE_PROD REDUCE_MAX PACK LOGICAL_OR ONE_HOT LOGICAL_AND LOGICAL_NOT UNPACK REDUCE_MIN FLOOR_DIV REDUCE_ANY',
  'SQUARE ZEROS_LIKE FILL FLOOR_MOD RANGE RESIZE_NEAREST_NEIGHBOR LEAKY_RELU SQUARED_DIFFERENCE MIRROR_PAD ABS',
  'SPLIT_V UNIQUE CEIL REVERSE_V2 ADD_N GATHER_ND COS WHERE RANK ELU REVERSE_SEQUENCE MATRIX_DIAG QUANTIZE',
  'MATRIX_SET_DIAG ROUND HARD_SWISH IF WHILE NON_MAX_SUPPRESSION_V4 NON_MAX_SUPPRESSION_V5 SCATTER_ND SELECT_V2',
  'DENSIFY SEGMENT_SUM BATCH_MATMUL PLACEHOLDER_FOR_GREATER_OP_CODES CUMSUM CALL_ONCE BROADCAST_TO RFFT2D CONV_3D',
  'IMAG REAL COMPLEX_ABS HASHTABLE HASHTABLE_FIND HASHTABLE_IMPORT HASHTABLE_SIZE REDUCE_ALL CONV_3D_TRANSPOSE',
  'VAR_HANDLE READ_VARIABLE ASSIGN_VARIABLE BROADCAST_ARGS RANDOM_STANDARD_NORMAL BUCKETIZE RANDOM_UNIFORM',
  'MULTINOMIAL GELU DYNAMIC_UPDATE_SLICE RELU_0_TO_1 UNSORTED_SEGMENT_PROD UNSORTED_SEGMENT_MAX',
  'UNSORTED_SEGMENT_SUM ATAN2 UNSORTED_SEGMENT_MIN SIGN BITCAST BITWISE_XOR RIGHT_SHIFT STABLEHLO_LOGISTIC',
  'STABLEHLO_ADD STABLEHLO_DIVIDE STABLEHLO_MULTIPLY STABLEHLO_MAXIMUM STABLEHLO_RESHAPE STABLEHLO_CLAMP',
  'STABLEHLO_CONCATENATE STABLEHLO_BROADCAST_IN_DIM STABLEHLO_CONVOLUTION STABLEHLO_SLICE STABLEHLO_CUSTOM_CALL',
  'STABLEHLO_REDUCE STABLEHLO_ABS STABLEHLO_AND STABLEHLO_COSINE STABLEHLO_EXPONENTIAL STABLEHLO_FLOOR',
  'STABLEHLO_LOG STABLEHLO_MINIMUM STABLEHLO_NEGATE STABLEHLO_OR STABLEHLO_POWER STABLEHLO_REMAINDER',
  'STABLEHLO_RSQRT STABLEHLO_SELECT STABLEHLO_SUBTRACT STABLEHLO_TANH STABLEHLO_SCATTER STABLEHLO_COMPARE',
  'STABLEHLO_CONVERT STABLEHLO_DYNAMIC_SLICE STABLEHLO_DYNAMIC_UPDATE_SLICE STABLEHLO_PAD STABLEHLO_IOTA',
  'STABLEHLO_DOT_GENERAL STABLEHLO_REDUCE_WINDOW STABLEHLO_SORT STABLEHLO_WHILE STABLEHLO_GATHER',
  'STABLEHLO_TRANSPOSE DILATE STABLEHLO_RNG_BIT_GENERATOR REDUCE_WINDOW STABLEHLO_COMPOSITE COMPLEX',
].flatMap((line) => line.split(' '));
