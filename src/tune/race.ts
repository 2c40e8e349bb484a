// Which of several candidates is fastest, with few measurements: all once, the promising ones more often.
import { median } from '../util/statistics';

/** How often those who are left run in a round, and how many times the best one's time they may take to stay. */
export interface Round {
  readonly runs: number;
  readonly slack: number;
}

/** Few measurements in all: what is far behind after one is not measured again. */
const QUICK: readonly Round[] = [
  { runs: 1, slack: 1.5 },
  { runs: 2, slack: 1.15 },
  { runs: 4, slack: 1 },
];

/** How long a race goes on. */
export interface RaceRules {
  readonly rounds?: readonly Round[];
  /** Asked before each run but the first: whether there is time for no other one. */
  readonly isOver?: () => boolean;
}

/** The fastest candidate, its median time, and everyone's as far as they came. */
export interface RaceResult<T> {
  readonly winner: T;
  readonly ms: number;
  readonly times: ReadonlyMap<T, number>;
}

/**
 * Times candidates in turns, round after round, and drops the slow ones after each. `time` prepares a candidate when it is
 * first called for it, and gives Infinity for one that cannot run; `drop` frees it. The medians are of all of a candidate's times, so that
 * one slow moment of the machine decides nothing.
 * @throws RangeError when there are no candidates; what `time` throws, with all candidates dropped.
 */
export async function race<T>(
  candidates: readonly T[],
  time: (candidate: T) => Promise<number>,
  drop: (candidate: T) => void,
  { rounds = QUICK, isOver = () => false }: RaceRules = {},
): Promise<RaceResult<T>> {
  const times = new Map(candidates.map((candidate) => [candidate, [] as number[]]));
  const speed = (candidate: T) => {
    const own = times.get(candidate) ?? [];
    return own.includes(Number.POSITIVE_INFINITY) ? Number.POSITIVE_INFINITY : median(own);
  };
  let left = [...candidates];
  try {
    for (const { runs, slack } of rounds) {
      for (let run = 0; run < runs; run++) {
        if (left.every((candidate) => times.get(candidate)?.length) && isOver()) break;
        for (const candidate of left) times.get(candidate)?.push(await time(candidate));
      }
      left.sort((a, b) => speed(a) - speed(b));
      const [best] = left;
      if (best === undefined) throw new RangeError('A race needs candidates.');
      if (speed(best) === Number.POSITIVE_INFINITY) break;
      const limit = slack * speed(best);
      for (const slow of left.filter((candidate) => speed(candidate) > limit)) drop(slow);
      left = left.filter((candidate) => speed(candidate) <= limit);
    }
    const [winner] = left as [T];
    const all = candidates.map((candidate) => [candidate, speed(candidate)] as const);
    return { winner, ms: speed(winner), times: new Map(all) };
  } finally {
    for (const candidate of left) drop(candidate);
  }
}
