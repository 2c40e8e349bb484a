// Devices that tell late of finished work are hurried while something is awaited, and no others.
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Answers } from './answers';
import { fakeDevice } from './device.fixtures';

/** When a browser looks for what is finished, ms; and how long each of its looks takes. */
interface Looks {
  readonly everyMs: number;
  readonly onSubmit: boolean;
}

/** A device with nothing to do that answers when its browser looks. */
function deviceOf({ everyMs, onSubmit }: Looks) {
  const waiting = new Set<() => void>();
  const look = () => {
    for (const tell of waiting) tell();
    waiting.clear();
  };
  const submits: number[] = [];
  setInterval(look, everyMs);
  const answer = () => new Promise<undefined>((resolve) => waiting.add(() => resolve(undefined)));
  const device = fakeDevice({
    answer,
    onSubmit: () => {
      submits.push(performance.now());
      // As in Firefox, a look finds what was asked before the submit ahead of it.
      if (onSubmit && submits.length % 2 === 0) look();
    },
  });
  return { device, submits, answer };
}

async function measured(looks: Looks) {
  const subject = deviceOf(looks);
  const answers = new Answers();
  const measuring = answers.measure(subject.device);
  await vi.advanceTimersByTimeAsync(40 * looks.everyMs);
  await measuring;
  await vi.advanceTimersByTimeAsync(100);
  subject.submits.length = 0;
  return { ...subject, answers };
}

/** Milliseconds until work is seen to be done that the device finishes at once. */
async function waitFor({ answers, answer }: Awaited<ReturnType<typeof measured>>) {
  const start = performance.now();
  let end = Number.NaN;
  const wait = answers.of(answer()).then(() => {
    end = performance.now();
  });
  await vi.advanceTimersByTimeAsync(1000);
  await wait;
  return end - start;
}

// Loads as soon as it is asked for then, whatever the clock does.
beforeAll(() => import('./nudge'));
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'performance'] });
});
afterEach(() => vi.useRealTimers());

describe('Answers', () => {
  it('hurries a device that looks when something is submitted', async () => {
    const subject = await measured({ everyMs: 100, onSubmit: true });
    expect(await waitFor(subject)).toBeLessThan(10);
    expect(subject.submits.length).toBeGreaterThan(0);
  });

  it('submits nothing once nothing is awaited, and again for the next wait', async () => {
    const subject = await measured({ everyMs: 100, onSubmit: true });
    await waitFor(subject);
    const { length } = subject.submits;
    await vi.advanceTimersByTimeAsync(1000);
    expect(subject.submits).toHaveLength(length);
    expect(await waitFor(subject)).toBeLessThan(10);
  });

  it('leaves devices alone that submits do not hurry', async () => {
    const subject = await measured({ everyMs: 100, onSubmit: false });
    expect(await waitFor(subject)).toBeGreaterThan(10);
    expect(subject.submits).toHaveLength(0);
  });

  it('takes no device that is busy for a while for one that looks now and then', async () => {
    const delays = [0, 200];
    const answer = async () => {
      const delay = delays.shift() ?? 1;
      await new Promise((resolve) => setTimeout(resolve, delay));
      return undefined;
    };
    const answers = new Answers();
    const measuring = answers.measure(fakeDevice({ answer }));
    await vi.advanceTimersByTimeAsync(2000);
    await measuring;
    expect(answers.areHurried).toBe(false);
  });

  it('leaves devices alone that answer soon, without one submit', async () => {
    const subject = deviceOf({ everyMs: 12, onSubmit: true });
    const answers = new Answers();
    const measuring = answers.measure(subject.device);
    await vi.advanceTimersByTimeAsync(500);
    await measuring;
    await waitFor({ ...subject, answers });
    expect(subject.submits).toHaveLength(0);
  });

  it('says nothing of a device that is lost meanwhile', async () => {
    const answer = () => Promise.reject(new Error('lost'));
    await expect(new Answers().measure(fakeDevice({ answer }))).resolves.toBeUndefined();
  });
});
