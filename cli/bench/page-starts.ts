// Fresh pages, ours and those of other runtimes in turns: from the navigation to the first answer, all code loaded anew.

import { AGREEMENT } from '../../bench/contenders/contender';
import { timingOf } from '../../src/util/statistics';
import { oneLine, PageError } from '../failures';
import type { ModelPage, WebPages } from '../model-page';
import { itemProgress } from '../progress';
import type { PageStart, PeerStart } from './page-start';
import type { PageStartReport, PageStartsReport } from './report';

/** Rounds of turns: a page of a peer may take half a minute. */
const REPEATS = 3;

interface Starter {
  readonly peer: PeerStart | null;
  readonly durationsMs: number[];
  readonly coldDurationsMs: number[];
  readonly differences: number[];
  failure: string | null;
}

/**
 * Starts a page for ours and for each of `peers`, round by round. A peer that fails is told as such, and starts no more.
 * @throws what ours throws
 */
export async function measurePageStarts(
  page: ModelPage,
  web: WebPages,
  start: Omit<PageStart, 'peer'>,
  peers: readonly PeerStart[],
): Promise<PageStartsReport> {
  const starters = [null, ...peers].map((peer): Starter => {
    return { peer, durationsMs: [], coldDurationsMs: [], differences: [], failure: null };
  });
  const progress = itemProgress('starting pages');
  try {
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      progress.update(repeat, REPEATS);
      for (const starter of starters) await takeStart(page, web, start, starter);
    }
  } finally {
    progress.stop();
  }
  const [own] = starters;
  return {
    repeats: REPEATS,
    runtimes: starters.map((starter) => startReport(starter, own ?? starter)),
  };
}

async function takeStart(
  page: ModelPage,
  web: WebPages,
  start: Omit<PageStart, 'peer'>,
  starter: Starter,
): Promise<void> {
  const { peer, durationsMs, coldDurationsMs, differences, failure } = starter;
  if (failure !== null) return;
  try {
    const { durationMs, coldMs, answers } = await web.answerFirst({ ...start, peer });
    durationsMs.push(durationMs);
    coldDurationsMs.push(coldMs);
    differences.push(await page.call('checkAnswers', { answers }));
  } catch (error) {
    if (peer === null || !(error instanceof PageError)) throw error;
    starter.failure = oneLine(error);
  }
}

function startReport(starter: Starter, own: Starter): PageStartReport {
  const { peer, durationsMs, coldDurationsMs, differences, failure } = starter;
  const runtime = peer?.name ?? 'kindling';
  if (failure !== null) {
    const none = { startMs: null, coldMs: null, difference: null, ratio: null, coldRatio: null };
    return { runtime, failure, ...none };
  }
  const difference = Math.max(...differences);
  // A NaN does not agree.
  const agrees = difference <= AGREEMENT;
  const ratioOf = (ours: readonly number[], theirs: readonly number[]) =>
    agrees ? timingOf(ours).median / timingOf(theirs).median : null;
  return {
    ...{ runtime, failure, difference },
    startMs: timingOf(durationsMs),
    coldMs: timingOf(coldDurationsMs),
    ratio: ratioOf(own.durationsMs, durationsMs),
    coldRatio: ratioOf(own.coldDurationsMs, coldDurationsMs),
  };
}
