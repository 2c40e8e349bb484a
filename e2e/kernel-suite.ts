// The kernel suite for engines that are no browser, as one bundle.
export { runKernelVariant } from './kernels/run-variant';
