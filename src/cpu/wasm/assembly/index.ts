// The kernels of the module: what the CPU backend calls.
export { depthwise, fourPixels } from './depthwise';
export { activate, combine, copy, requantize, requantizeSum, scaleShift } from './elementwise';
export { gather } from './gather';
export { multiply } from './multiply';
export { pool } from './pool';
export { softmax } from './softmax';
export { strided } from './strided';
export { winogradFilters, winogradPatches, winogradPixels } from './winograd';
