// What `using` and `await using` end, in browsers that have them.

/** Something that holds memory until it is disposed. */
export abstract class Scoped {
  /** Calls `dispose` at the end of a `using` block. Missing where the browser has no `Symbol.dispose`. */
  declare readonly [Symbol.dispose]: () => void;
  /** The same for `await using`. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  static {
    for (const symbol of [Symbol.dispose, Symbol.asyncDispose] as (symbol | undefined)[]) {
      if (symbol) Object.defineProperty(Scoped.prototype, symbol, { value: disposeThis });
    }
  }

  abstract dispose(): void;
}

function disposeThis(this: Scoped): void {
  this.dispose();
}
