// Types of index.js for its test.
import type { Mutant } from './mutant';

/** All faults, layer by layer. */
export declare const MUTANTS: readonly Mutant[];
