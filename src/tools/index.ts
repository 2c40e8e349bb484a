// What developers look at models with, and make files with: the entry `kindling/tools`.
export type {
  CodebookPrecision,
  CompressedTensor,
  CompressOptions,
  ForTensors,
} from '../compress/index';
export type { Span, Workgroups } from '../kernels/kernel';
export type { Packing } from '../kernels/packing';
export type { BindingType } from '../kernels/shader';
export type { Plan, PlanConstant, PlanPipeline, PlanStep, Port, Turns } from '../plan/plan';
export { planToJson } from '../plan/print';
export type { Constant, PipelineSpec, Program, Resource, Slot, Step } from '../plan/program';
export type { ElementError } from '../reference/compare-node';
export type { BatchMeasurement, BatchRate } from '../runtime/batch-size';
export type { PictureClassifier, PictureModel } from '../runtime/classification';
export { type BatchOptions, PictureBatches } from '../runtime/picture-batches';
export type { AdapterPeaks } from '../tune/peaks';
export type { VariantProfile, VariantProfileOptions, VariantTime } from '../tune/profile-variants';
export type { MaybeSteps } from '../util/at-once';
export type { Timing } from '../util/statistics';
export { compare } from './compare';
export type {
  CompareOptions,
  Difference,
  LayerComparison,
  ModelComparison,
  OutputComparison,
} from './comparison';
export { type Compression, compress, type TensorCompression } from './compress';
export type { ModelHandle, RuntimeHandle } from './handles';
export { measurePeaks } from './measure-peaks';
export { type Pixels, preview } from './preview';
export {
  type LayerProfile,
  type LayerWork,
  type ModelProfile,
  type ProfileOptions,
  profile,
} from './profile';
export { profileVariants } from './profile-variants';
export { programOf } from './program-of';
export { runReference } from './run-reference';
export { toKindling } from './to-kindling';
export { toOnnx } from './to-onnx';
export { type Trace, trace } from './trace';
