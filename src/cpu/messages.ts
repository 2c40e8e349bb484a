// What a page and the worker that computes for it tell each other.
import type { Graph } from '../graph/graph';
import type { Engine, NetworkFacts } from './engine';
import type { RunRequest, RunResult } from './network';
import type { Help } from './wasm/helper';

/** What is answered, under its number. That of a network's `load` is the network's from then on. */
export type Question =
  | { readonly kind: 'greet'; readonly mayUseSimd: boolean }
  | {
      readonly kind: 'load';
      /** Without the constants that are another network's. */
      readonly graph: Graph;
      readonly threads: number;
      readonly shared: Shared | null;
    }
  | { readonly kind: 'run'; readonly network: number; readonly request: RunRequest };

/** Constants that a network has of another one, by their names in both. */
export interface Shared {
  readonly network: number;
  readonly constants: readonly string[];
}

/** From the page; `help` from another worker, which is the last that it hears. */
export type ToWorker =
  | (Question & { readonly id: number })
  | { readonly kind: 'drop'; readonly network: number }
  | { readonly kind: 'help'; readonly help: Help };

/** From the worker: that it is there, what it computes with, that a network is ready, and what became of a run. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'greeted'; readonly id: number; readonly engine: Engine }
  | { readonly kind: 'loaded'; readonly id: number; readonly facts: NetworkFacts }
  | { readonly kind: 'result'; readonly id: number; readonly result: RunResult }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
