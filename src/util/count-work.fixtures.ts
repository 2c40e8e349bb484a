// How much a piece of work looks at: what tells work that grows with its input from work that grows with its square, on any
// machine and beside anything else.

/** Methods that may look at every item of what they are called on. */
const WALKS = new Map<object, readonly PropertyKey[]>([
  [
    Array.prototype,
    [
      ...['map', 'filter', 'flatMap', 'find', 'findIndex', 'findLast', 'findLastIndex', 'some'],
      ...['every', 'includes', 'indexOf', 'reduce', 'forEach', 'toReversed', 'toSorted', 'flat'],
      ...['join', 'slice', 'entries', Symbol.iterator],
    ],
  ],
  [Map.prototype, ['keys', 'values', 'entries', 'forEach', Symbol.iterator]],
  [Set.prototype, ['keys', 'values', 'entries', 'forEach', Symbol.iterator]],
]);
/** Methods that look at one item. */
const LOOKS = new Map<object, readonly PropertyKey[]>([
  [Map.prototype, ['get', 'has', 'set', 'delete']],
  [Set.prototype, ['has', 'add', 'delete']],
]);

/**
 * Items of arrays, maps and sets that the work looks at, by its calls of their methods. Those that stop early count as if they
 * did not. The work must not wait for anything, since what others do meanwhile would count, too.
 */
export function itemsSeen(work: () => void): number {
  let seen = 0;
  const restore = [
    ...replace(LOOKS, () => {
      seen++;
    }),
    ...replace(WALKS, (of) => {
      seen += 'size' in of ? Number(of.size) : (of as readonly unknown[]).length;
    }),
  ];
  try {
    work();
  } finally {
    for (let i = restore.length - 1; i >= 0; i--) restore[i]?.();
  }
  return seen;
}

/** Has methods tell what they are called on; what takes that back. */
function replace(methods: typeof WALKS, tell: (of: object) => void): (() => void)[] {
  return [...methods].flatMap(([prototype, names]) =>
    names.map((name) => {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
      const method: (...given: unknown[]) => unknown = descriptor.value;
      Object.defineProperty(prototype, name, {
        ...descriptor,
        value(this: object, ...given: unknown[]) {
          tell(this);
          return Reflect.apply(method, this, given);
        },
      });
      return () => Object.defineProperty(prototype, name, descriptor);
    }),
  );
}
