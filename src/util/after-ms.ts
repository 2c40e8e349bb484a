// A timer for pages that browsers halt.

/**
 * Acts after some milliseconds, unless what it returns is called before. In two halves: a page that was frozen, or a computer that
 * slept, finds a time over at once, and what came meanwhile has the second half to be looked at.
 */
export function afterMs(ms: number, act: () => void): () => void {
  let timer = setTimeout(() => {
    timer = setTimeout(act, ms / 2);
  }, ms / 2);
  return () => clearTimeout(timer);
}
