// Keys of all records that were written, so that none is written twice: about 80 bytes of memory each.

/** One Set holds 16.7 million. */
const SETS = 256;

/** A set of keys of sixteen bytes, which are hashes. */
export class SeenKeys {
  readonly #sets = Array.from({ length: SETS }, () => new Set<string>());

  /** Adds a key; false where it was there. */
  add(key: Buffer): boolean {
    const set = this.#sets[key[0] ?? 0] ?? new Set();
    const text = key.toString('latin1');
    if (set.has(text)) return false;
    set.add(text);
    return true;
  }
}
