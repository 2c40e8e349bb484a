// Which runs helpers compute with, by how long runs take with them and without: a clock that tests turn.
import { describe, expect, it } from 'vitest';
import { Pace } from './pace';

/** Milliseconds between runs. */
const [AT_ONCE, LATER] = [1, 100];

/** Does runs that take `together` or `alone` ms; which of them were together. */
async function runs(
  count: number,
  durations: { together: number; alone: number },
  pauseMs = LATER,
  clock = new Clock(),
): Promise<boolean[]> {
  const chosen: boolean[] = [];
  for (let run = 0; run < count; run++) {
    clock.ms += pauseMs;
    await clock.pace.time(async (together) => {
      chosen.push(together);
      clock.ms += together ? durations.together : durations.alone;
    });
  }
  return chosen;
}

class Clock {
  ms = 0;
  readonly pace = new Pace(() => this.ms);
}

const countOf = (chosen: readonly boolean[], together: boolean) =>
  chosen.filter((each) => each === together).length;

describe('pace', () => {
  it('begins together, and tries one thread once where that is far slower', async () => {
    const chosen = await runs(30, { together: 10, alone: 19 });
    expect(chosen.slice(0, 2)).toEqual([true, false]);
    expect(countOf(chosen, false)).toBe(1);
  });

  it('leaves helpers out where they cost more than they give', async () => {
    const chosen = await runs(30, { together: 6, alone: 5 });
    expect(chosen.slice(5)).not.toContain(true);
    expect(countOf(chosen, true)).toBeLessThan(4);
  });

  it('tries the other way again, and takes it once that is faster', async () => {
    const clock = new Clock();
    await runs(10, { together: 20, alone: 5 }, LATER, clock);
    const later = await runs(100, { together: 5, alone: 20 }, LATER, clock);
    expect(later.indexOf(true)).toBeLessThan(40);
    expect(countOf(later.slice(40), false)).toBeLessThan(3);
  });

  it('knows runs in a row from those after a pause', async () => {
    const clock = new Clock();
    const slow = { together: 8, alone: 5 };
    const fast = { together: 3, alone: 5 };
    await runs(20, slow, LATER, clock);
    await runs(20, fast, AT_ONCE, clock);
    expect(await runs(5, slow, LATER, clock)).not.toContain(true);
    expect(await runs(5, fast, AT_ONCE, clock)).not.toContain(false);
  });

  it('does not count what fails', async () => {
    const clock = new Clock();
    const failing = clock.pace.time(async () => {
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await runs(2, { together: 1, alone: 9 }, LATER, clock))[0]).toBe(true);
  });
});
