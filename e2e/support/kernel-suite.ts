// The kernel suite for engines that are no browser, as one bundle.
export { compileVariants } from './kernels/compile-variants';
export { runKernelVariant } from './kernels/run-variant';
