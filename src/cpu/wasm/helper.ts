// A thread that helps another one to compute a network. Node is sent its source text, so nothing from this module but types, and
// `help` uses nothing from outside itself.
import type { Unit } from './calls';

/** What threads tell one another by: a number each, in memory that all of them see. */
export interface Signals {
  /** Changes where there is something to do; below zero at the end. */
  readonly call: Int32Array<SharedArrayBuffer>;
  /** The phase, times 65536, and its next unit that nobody has taken. */
  readonly ticket: Int32Array<SharedArrayBuffer>;
  /** Units that helpers have done since they began. */
  readonly done: Int32Array<SharedArrayBuffer>;
  /** Units that a helper could not do. */
  readonly failed: Int32Array<SharedArrayBuffer>;
}

/** What a helper works with. */
export interface Help {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly signals: Signals;
  /** The units of each phase, with scratch memory of this helper's own. */
  readonly phases: readonly (readonly Unit[])[];
}

/** A thread that can become a helper. */
export interface HelperThread {
  /** Gives it its work, once. @throws what sending throws */
  readonly begin: (help: Help) => void;
  /** Ends it wherever it is. */
  readonly terminate: () => unknown;
}

/** Starts a thread. @throws what refuses it */
export type StartHelper = () => HelperThread;

/** Takes units of phases, whichever is next, until the end is called; its thread does nothing else meanwhile. */
export function help({ module, memory, signals, phases }: Help): void {
  /** Some microseconds: the next phase mostly follows at once, and to sleep and wake takes longer. */
  const SPINS = 20_000;
  const { call, ticket, done, failed } = signals;
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = exports as Record<string, (...numbers: number[]) => void>;
  for (let heard = Atomics.load(call, 0); heard >= 0; heard = Atomics.load(call, 0)) {
    for (;;) {
      const taken = Atomics.add(ticket, 0, 1);
      const unit = phases[taken >>> 16]?.[taken & 0xffff];
      if (!unit) break;
      try {
        for (const [name, numbers] of unit) kernels[name]?.(...numbers);
      } catch {
        Atomics.add(failed, 0, 1);
      }
      Atomics.add(done, 0, 1);
      Atomics.notify(done, 0);
    }
    for (let spin = 0; spin < SPINS && Atomics.load(call, 0) === heard; spin++);
    Atomics.wait(call, 0, heard);
  }
}
