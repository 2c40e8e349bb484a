// Kindling's public interface.
export type {
  CodebookPrecision,
  CompressedTensor,
  CompressOptions,
  ForTensors,
} from './compress/index';
export * from './errors';
export type { AdapterDescription, DeviceOptions } from './gpu/device';
export type { CompileProgress } from './gpu/executor';
export type { AnyNode, ChannelView, Graph, Node, Value } from './graph/graph';
export type { Classifier, Model, Origin, Preprocessing } from './graph/model';
export type { Picture } from './image/picture';
export type { PlainPixels } from './image/plain-pixels';
export type { VideoSource } from './image/video-frames';
export type { Span } from './kernels/kernel';
export type { BindingType } from './kernels/shader';
export type { ClassifierSettings } from './models/as-classifier';
export type { Activation, Quantization } from './ops/elementwise/functions';
export type { OpAttributes, OpName } from './ops/registry';
export type { Pads, Window } from './ops/window';
export type {
  ConstantDecoding,
  PipelineSpec,
  Plan,
  PlanConstant,
  PlanPipeline,
  Port,
  Resource,
  Slot,
  Step,
} from './plan/plan';
export type { Backend, LayerReport, ModelReport, NaivePlan } from './plan/report';
export type { ElementError } from './reference/compare-node';
export type { LoadedModel, Runtime, Trace } from './runtime/backend';
export type { CallOptions } from './runtime/call';
export type { Classification } from './runtime/classification';
export type {
  CompareOptions,
  Difference,
  LayerComparison,
  ModelComparison,
  ModelInputs,
  OutputComparison,
} from './runtime/comparison';
export { type Compression, compress, type TensorCompression } from './runtime/compress';
export type { BufferOptions, BufferTensor, RunInputs } from './runtime/device-tensors';
export type { Pixels } from './runtime/preview';
export type {
  LayerProfile,
  LayerWork,
  ModelProfile,
  ProfileOptions,
} from './runtime/profile';
export {
  type NamedTensor,
  type ReadModelOptions,
  readModel,
  runReference,
} from './runtime/read-model';
export { readModelStream } from './runtime/read-model-stream';
export type { LoadOptions, ModelSource, RuntimeOptions } from './runtime/runtime';
export { createRuntime } from './runtime/start-runtime';
export type { StreamOptions, StreamResult } from './runtime/stream';
export type { TensorInfo } from './runtime/tensor-info';
export { toKindling } from './runtime/to-kindling';
export { toOnnx } from './runtime/to-onnx';
export type { Progress } from './store/download';
export type { CodedWeights } from './tensor/coded-weights';
export type { Precision } from './tensor/elements';
export type { AxisOrder } from './tensor/layout';
export type { Palette } from './tensor/palette';
export type { DType, Shape, Tensor, TensorData } from './tensor/tensor';
export type { AdapterPeaks } from './tune/peaks';
export type { VariantProfile, VariantProfileOptions, VariantTime } from './tune/profile-variants';
export type { TuningProgress } from './tune/tune-graph';
export type { AdapterKind } from './util/adapter-kind';
export type { Timing } from './util/statistics';
