// Other runtimes beside ours in one page: all are opened first, then each round gives every one of them a turn, so that a
// busy moment of the machine falls on all alike.
import { timingOf } from '../../src/util/statistics';
import { oneLine, PageError } from '../failures';
import type { ModelPage } from '../model-page';
import { itemProgress } from '../progress';
import type { OfferedPeer } from './peers';
import { failedPeer, type PeerReport, type PeerRuns, peerReport, type RaceReport } from './report';

interface Runner extends PeerRuns {
  readonly durationsMs: number[];
  readonly differences: number[];
}

/** How runtimes race. */
export interface RaceRules {
  readonly rounds: number;
  /** Inferences of a turn, 1 or more; of several the first wakes what slept in the turns of others, and does not count. */
  readonly inARow: number;
  /** On the CPU, of all. */
  readonly threads?: number | undefined;
}

/** Opens the peers on the model that is open in the page, and times them and ours in turns. */
export async function race(
  page: ModelPage,
  peers: readonly OfferedPeer[],
  { threads, ...rules }: RaceRules,
): Promise<RaceReport> {
  const entrants = await openPeers(page, peers, threads);
  const runners = entrants.filter((entrant) => 'durationsMs' in entrant);
  const ownMs = timingOf(await takeTurns(page, runners, rules));
  return {
    ...rules,
    inferenceMs: ownMs,
    peers: entrants.map((entrant) =>
      'durationsMs' in entrant ? peerReport(entrant, ownMs) : entrant,
    ),
  };
}

/** A peer that cannot compute the model is told as such: the others still run. */
async function openPeers(
  page: ModelPage,
  peers: readonly OfferedPeer[],
  threads: number | undefined,
): Promise<(Runner | PeerReport)[]> {
  const progress = itemProgress('starting peers');
  const entrants: (Runner | PeerReport)[] = [];
  try {
    for (const { name, version, folders } of peers) {
      progress.update(entrants.length, peers.length);
      try {
        const opened = await page.call('openPeer', { name, folders, threads });
        const { settings, loadMs, difference } = opened;
        entrants.push({
          ...{ peer: name, version, settings, loadMs },
          ...{ durationsMs: [], differences: [difference] },
        });
      } catch (error) {
        if (!(error instanceof PageError)) throw error;
        entrants.push(failedPeer(name, version, oneLine(error)));
      }
    }
  } finally {
    progress.stop();
  }
  return entrants;
}

/** The round before the first warms up. @returns our own durations, ms. */
async function takeTurns(
  page: ModelPage,
  runners: readonly Runner[],
  { rounds, inARow }: Omit<RaceRules, 'threads'>,
): Promise<number[]> {
  const progress = itemProgress('taking turns');
  const own: number[] = [];
  const turn = async (durationsMs: number[], run: () => Promise<{ durationMs: number }>) => {
    const inferences: number[] = [];
    while (inferences.length < inARow) inferences.push((await run()).durationMs);
    durationsMs.push(...inferences.slice(inARow > 1 ? 1 : 0));
  };
  try {
    for (let round = -1; round < rounds; round++) {
      progress.update(round + 1, rounds + 1);
      await turn(round < 0 ? [] : own, () => page.call('ownTurn', null));
      for (const { peer, durationsMs, differences } of runners) {
        await turn(round < 0 ? [] : durationsMs, async () => {
          const inference = await page.call('peerTurn', { name: peer });
          differences.push(inference.difference);
          return inference;
        });
      }
    }
  } finally {
    progress.stop();
  }
  return own;
}
