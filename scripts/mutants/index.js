// All faults, layer by layer.
import { DEVICE } from './device.js';
import { FORMATS } from './formats.js';
import { GRAPH } from './graph.js';
import { KERNELS } from './kernels.js';
import { RUNTIME } from './runtime.js';
import { SHADERS } from './shaders.js';

/** @type {readonly import('./mutant').Mutant[]} */
export const MUTANTS = [...GRAPH, ...FORMATS, ...KERNELS, ...SHADERS, ...DEVICE, ...RUNTIME];
