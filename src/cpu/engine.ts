// What a thread computes with: a table of kernels, and what both make of a network.
import type { Graph } from '../graph/graph';
import type { Pause, RunRequest, RunResult } from './network';
import { simdRefusal } from './wasm/simd-refusal';
import type { Crew } from './wasm/team';

/** JavaScript, or WebAssembly with SIMD. */
export type Engine = 'javascript' | 'simd';

/** What this thread can run of what it may. */
export async function threadsEngine(mayUseSimd: boolean): Promise<Engine> {
  return mayUseSimd && (await simdRefusal()) === null ? 'simd' : 'javascript';
}

/** What is known of a network that was made ready. */
export interface NetworkFacts {
  /** The kernel of each node, in order. */
  readonly kernels: readonly string[];
  /** Bytes that all values take together; null where each has memory of its own while it is needed. */
  readonly activationBytes: number | null;
}

/** A network that an engine made ready. */
export interface Network extends NetworkFacts {
  /** Computes one inference. `pause` is awaited between pieces of work where others need a turn. */
  readonly run: (request: RunRequest, pause: Pause | null) => Promise<RunResult>;
  /** Ends threads that it has. */
  dispose?(): void;
}

/**
 * Makes a network ready, for the threads of a crew where the engine can use them. What `beside` and it make of one tensor is made once,
 * where that is of the same engine.
 */
export type CreateNetwork = (
  graph: Graph,
  pause: Pause | null,
  crew: Crew,
  beside: Network | null,
) => Promise<Network>;
