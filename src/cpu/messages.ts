// What a page and the worker that computes for it tell each other.
import type { Graph } from '../graph/graph';
import type { Engine, NetworkFacts } from './engine';
import type { RunRequest, RunResult } from './network';
import type { Help } from './wasm/helper';

/** From the page; `help` from another worker, which is the last that it hears. */
export type ToWorker =
  | { readonly kind: 'greet'; readonly mayUseSimd: boolean }
  | { readonly kind: 'load'; readonly graph: Graph; readonly threads: number }
  | { readonly kind: 'help'; readonly help: Help }
  | { readonly kind: 'run'; readonly id: number; readonly request: RunRequest };

/** From the worker: that it is there, what it computes with, that its network is ready, and what became of a run. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'greeted'; readonly engine: Engine }
  | { readonly kind: 'loaded'; readonly facts: NetworkFacts }
  | { readonly kind: 'result'; readonly id: number; readonly result: RunResult }
  | { readonly kind: 'failed'; readonly id: number | null; readonly message: string };
