// What a page and the worker that computes for it tell each other.
import type { Graph } from '../graph/graph';
import type { RunRequest, RunResult } from './network';

/** From the page. */
export type ToWorker =
  | { readonly kind: 'load'; readonly graph: Graph }
  | { readonly kind: 'run'; readonly id: number; readonly request: RunRequest };

/** From the worker: that it is there, that its network is ready, and what became of a run. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'loaded'; readonly kernels: readonly string[] }
  | { readonly kind: 'result'; readonly id: number; readonly result: RunResult }
  | { readonly kind: 'failed'; readonly id: number | null; readonly message: string };
