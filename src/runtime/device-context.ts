// Where models are put.
import type { Gpu } from '../gpu/device';
import type { PipelineCache } from '../gpu/pipeline-cache';

/** A device and the pipelines compiled on it. */
export interface DeviceContext {
  readonly gpu: Gpu;
  readonly pipelines: PipelineCache;
}
