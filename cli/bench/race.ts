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

/** Opens the peers on the model that is open in the page, with so many threads on the CPU, and times them and ours in turns. */
export async function race(
  page: ModelPage,
  peers: readonly OfferedPeer[],
  rounds: number,
  threads?: number,
): Promise<RaceReport> {
  const entrants = await openPeers(page, peers, threads);
  const runners = entrants.filter((entrant) => 'durationsMs' in entrant);
  const ownMs = timingOf(await takeTurns(page, runners, rounds));
  return {
    rounds,
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
  rounds: number,
): Promise<number[]> {
  const progress = itemProgress('taking turns');
  const own: number[] = [];
  try {
    for (let round = -1; round < rounds; round++) {
      progress.update(round + 1, rounds + 1);
      const { durationMs } = await page.call('ownTurn', null);
      if (round >= 0) own.push(durationMs);
      for (const { peer, durationsMs, differences } of runners) {
        const turn = await page.call('peerTurn', { name: peer });
        differences.push(turn.difference);
        if (round >= 0) durationsMs.push(turn.durationMs);
      }
    }
  } finally {
    progress.stop();
  }
  return own;
}
