// The error of inputs that do not fit an op.
import type { GraphError } from '../errors';

/** Makes the error that inputs do not fit; `problem` continues the sentence that names the node. */
export type Misfit = (problem: string) => GraphError;
