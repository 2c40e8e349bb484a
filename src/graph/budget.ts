// What a file may take: bytes and multiply-adds are added up before anything is made or computed, and refused beyond a limit.
import { LimitError } from '../errors';

/** The limits that callers set, and what they count. */
const UNITS = { memoryLimit: 'bytes', computeLimit: 'multiply-adds' } as const;

/** What a node takes. What several take together, such as weights, is one object and counts once. */
export type Taking = readonly [node: string, what: object, amount: number];

/** With a stop ahead of each taking. @throws LimitError where a model takes more than there is, naming the node that asked for the first too many */
export function* checkBudget(
  model: string,
  limit: keyof typeof UNITS,
  available: number,
  takings: Iterable<Taking>,
): Generator<void, void> {
  const counted = new Set<object>();
  let needed = 0;
  let asking: string | undefined;
  for (const [node, what, amount] of takings) {
    yield;
    if (counted.has(what)) continue;
    counted.add(what);
    needed += amount;
    if (needed > available) asking ??= node;
  }
  if (asking === undefined) return;
  throw new LimitError(
    `"${model}" needs ${needed} ${UNITS[limit]}, and ${limit} allows ${available}: node "${asking}" asks for more. Load it ` +
      `with a larger ${limit} if you trust where it comes from.`,
    { limit, needed, available, node: asking },
  );
}
