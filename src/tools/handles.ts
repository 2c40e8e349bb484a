// What tools are given. Types of the package's entries are copies of one another; these fit all of them.
import type { LoadedModel } from '../runtime/loaded-model';
import type { Runtime } from '../runtime/runtime';

/** A model that `Runtime.load` made. */
export interface ModelHandle extends Pick<LoadedModel, 'name' | 'inputs' | 'outputs' | 'inspect'> {}

/** What `createRuntime` made. */
export interface RuntimeHandle extends Pick<Runtime, 'backend' | 'adapter'> {}
