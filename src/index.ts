// Kindling's public interface.
export * from './errors';
export type { AdapterDescription, DeviceOptions } from './gpu/device';
export type { CompileProgress } from './gpu/pipeline-cache';
export type { Classifier, Model, Origin, Preprocessing } from './graph/model';
export type { Picture } from './image/picture';
export type { PlainPixels } from './image/plain-pixels';
export type { VideoSource } from './image/video-frames';
export type { ClassifierSettings } from './models/as-classifier';
export type { PictureSettings } from './models/picture-settings';
export type { BackendKind, LayerReport, ModelReport, NaivePlan } from './plan/report';
export type { BackendChoice, Purpose } from './runtime/backend-choice';
export type {
  BufferOptions,
  BufferTensor,
  CallOptions,
  ModelInputs,
  RunInputs,
} from './runtime/call';
export type { Classification } from './runtime/classification';
export type {
  ClassifiedPicture,
  ClassifyAllOptions,
  FailedPicture,
  PictureResult,
} from './runtime/classify-all';
export type { LoadOptions, ModelSource } from './runtime/load-options';
export type { LoadedModel } from './runtime/loaded-model';
export { type NamedTensor, type ReadModelOptions, readModel } from './runtime/read-model';
export { readModelStream } from './runtime/read-model-stream';
export type { Runtime, RuntimeOptions } from './runtime/runtime';
export { createRuntime } from './runtime/start-runtime';
export type { StreamOptions, StreamResult } from './runtime/stream';
export type { TensorInfo } from './runtime/tensor-info';
export type { Progress } from './store/download';
export type { Precision } from './tensor/elements';
export type { Shape } from './tensor/tensor';
export type { TuningProgress } from './tune/tune-graph';
export type { AdapterKind } from './util/adapter-kind';
