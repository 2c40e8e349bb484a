// What a command prints in a test, instead of printing it.
import { afterEach, beforeEach, vi } from 'vitest';

/** The text on both streams since the test began. */
interface CapturedOutput {
  stdout: string;
  stderr: string;
}

/** Captures the output of each test of the file that calls this. */
export function captureOutput(): CapturedOutput {
  const captured: CapturedOutput = { stdout: '', stderr: '' };
  beforeEach(() => {
    for (const stream of ['stdout', 'stderr'] as const) {
      captured[stream] = '';
      vi.spyOn(process[stream], 'write').mockImplementation((text) => {
        captured[stream] += text;
        return true;
      });
    }
  });
  afterEach(() => vi.restoreAllMocks());
  return captured;
}
