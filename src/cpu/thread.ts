// Where networks are computed, and those that are there, as whoever asks for answers sees them.
import type { Graph } from '../graph/graph';
import type { Engine, NetworkFacts } from './engine';
import type { RunRequest, RunResult } from './network';

/** A network that computes somewhere. */
export interface OpenNetwork extends NetworkFacts {
  readonly thread: 'worker' | 'caller';
  /** The inputs are its own from then on. Without a worker it ends when the signal aborts. */
  run(request: RunRequest, signal?: AbortSignal): Promise<RunResult>;
  /** The thread for a network that shares weights with this one; null where this is gone. */
  neighbour(): Thread | null;
  /** Runs under way in a worker fail. */
  dispose(): void;
}

/** A thread that waits for a network. */
export interface Thread {
  readonly engine: Engine;
  /**
   * Makes the network ready, for so many threads at most. Its values may be views of one another where the engine is `simd`. Constants
   * of the names in `shared` are left out: they are those of the network beside.
   * @throws DeviceLostError when the worker fails; it still has to be disposed
   */
  open(graph: Graph, threads: number, shared: readonly string[]): Promise<OpenNetwork>;
  /** For who opens no network: ends a worker that has none. */
  dispose(): void;
}
