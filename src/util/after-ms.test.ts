// Time that is over, in pages that go on and in one that was frozen.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { afterMs } from './after-ms';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('afterMs', () => {
  it('acts once the time is over, unless it is ended', () => {
    const act = vi.fn();
    afterMs(1000, act);
    const end = afterMs(1000, act);
    vi.advanceTimersByTime(700);
    end();
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(300);
    expect(act).toHaveBeenCalledTimes(1);
  });

  it('leaves a page that was frozen the second half', () => {
    const act = vi.fn();
    afterMs(1000, act);
    // Timers of a frozen page fire together once it goes on, late, and no other begins meanwhile.
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.runOnlyPendingTimers();
    expect(act).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(1);
  });
});
