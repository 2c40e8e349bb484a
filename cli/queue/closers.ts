// What a command has opened, to be closed whatever happens, the last first. (Node 20 has no AsyncDisposableStack.)

/** Things to be closed. */
export class Closers {
  readonly #closers: (() => unknown)[] = [];

  /** Has something closed at the end. */
  add(close: () => unknown): void {
    this.#closers.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).toReversed()) await close();
  }
}
