// Kindling's public interface.
export * from './errors';
export type { AdapterDescription, DeviceOptions } from './gpu/device';
export type { Picture } from './image/picture';
export type { Model, Preprocessing } from './ir/model';
export type { Plan } from './plan/plan';
export type { ModelReport } from './plan/report';
export type { Classification, LoadedModel, TensorInfo } from './runtime/loaded-model';
export {
  type NamedTensor,
  type ReadModelOptions,
  readModel,
  runReference,
} from './runtime/read-model';
export { createRuntime, type LoadOptions, type ModelSource, type Runtime } from './runtime/runtime';
export type { Progress } from './store/download';
