// Deep Compression as a tool (Han et al. 2015, arXiv:1510.00149), loaded only by those who ask for it.
export { type CompressedTensor, compressModel } from './compress-model';
export type { CompressOptions, ForTensors } from './compress-options';
export type { CodebookPrecision } from './k-means';
