// Warns of what was dropped without being disposed: its memory stays taken. Loaded only when it is asked for.
import type { LeakWatch } from './host';

/** Watches objects until they are released; what is collected before that is told to `warn`. */
export class LeakCheck implements LeakWatch {
  readonly #registry: FinalizationRegistry<string>;

  constructor(warn: (message: string) => void = console.warn) {
    this.#registry = new FinalizationRegistry((what) => {
      warn(`${what} was dropped without dispose(): what it holds is not freed.`);
    });
  }

  watch(handle: object, held: object, what: string): void {
    this.#registry.register(handle, what, held);
  }

  release(held: object): void {
    this.#registry.unregister(held);
  }
}
