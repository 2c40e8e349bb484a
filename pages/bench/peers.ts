// Other runtimes beside ours, in turns, on the same network and inputs. Only in the development build, where their packages are.
import {
  AGREEMENT,
  type Contender,
  type ContenderGlobals,
  type Contest,
  type OpenContest,
  type PeerName,
} from '../../bench/contenders/contender';
import { PEERS } from '../../bench/contenders/peer-packages';
import { readModel } from '../../src/index';
import { toOnnx } from '../../src/tools/index';
import { inputsOf } from './measure-network';
import type { PeerResult } from './results';
import type { MoreContext } from './run-benchmark';
import { timingOf } from './statistics';

/** Those that can compute the networks of this page: LiteRT.js reads TFLite files alone, and these networks are none. */
export const PAGE_PEERS: readonly PeerName[] = ['ort-webgpu', 'ort-wasm', 'tfjs-webgpu'];

/** What of ours and of a peer is timed alike: from inputs in memory to outputs in memory. */
type Turn = () => Promise<Float32Array[]>;

/** Times peers on a network, one after the other. What a peer cannot do is told in its result. @throws what ours throws */
export async function measurePeers(
  names: readonly PeerName[],
  { network, model, runtime, runs, watch }: MoreContext,
): Promise<PeerResult[]> {
  const contenders = await installContenders();
  // Channels second, as ONNX files have them: a network that takes NHWC would begin with a Transpose.
  const graph = { ...model.graph, axisOrder: 'nchw' as const };
  const onnx = (await toOnnx({ ...model, graph })) as Uint8Array<ArrayBuffer>;
  const loaded = await runtime.load(onnx, { name: network.name, signal: watch.signal });
  const inputs = inputsOf(loaded);
  const contest: Contest = {
    ...{ bytes: onnx, onnx, inputs, outputs: loaded.outputs },
    model: await readModel(onnx, { name: network.name }),
    inputShapes: Object.fromEntries(loaded.inputs.map(({ name, shape }) => [name, shape])),
  };
  const own: Turn = async () => {
    const results = await loaded.run(inputs);
    return loaded.outputs.map(({ name }) => results[name]?.data ?? new Float32Array());
  };
  const measured: PeerResult[] = [];
  try {
    for (const [index, name] of names.entries()) {
      watch.signal.throwIfAborted();
      const peer = { network: network.name, runtime: name, version: await versionOf(name) };
      const contender = contenders[name];
      if (contender)
        measured.push({ ...peer, ...(await race(contender, name, contest, own, runs)) });
      watch.onPart((index + 1) / names.length);
    }
  } finally {
    loaded.dispose();
  }
  return measured;
}

type Raced = Pick<PeerResult, 'inferenceMs' | 'ownMs' | 'difference' | 'failure'>;

async function race(
  contender: Contender,
  name: PeerName,
  contest: Contest,
  own: Turn,
  runs: number,
): Promise<Raced> {
  const expected = await own();
  let open: OpenContest | null = null;
  try {
    await contender.load(PEERS[name].packages.map((each) => `/peers/${each}`));
    open = await contender.open(contest);
    const peer = open;
    let difference = differenceOf(await peer.run(), expected);
    const [ownMs, peerMs]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run++) {
      ownMs.push((await timed(own)).durationMs);
      const turn = await timed(() => peer.run());
      peerMs.push(turn.durationMs);
      difference = Math.max(difference, differenceOf(turn.answers, expected));
    }
    // Negated, so that a NaN does not agree.
    const disagrees = !(difference <= AGREEMENT);
    return {
      inferenceMs: disagrees ? null : timingOf(peerMs),
      ownMs: timingOf(ownMs),
      difference: Number.isFinite(difference) ? difference : null,
      failure: disagrees ? 'Its answers are not ours, so that its time is void.' : null,
    };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { inferenceMs: null, ownMs: null, difference: null, failure };
  } finally {
    await open?.dispose();
  }
}

async function timed(turn: Turn): Promise<{ answers: Float32Array[]; durationMs: number }> {
  const start = performance.now();
  const answers = await turn();
  return { answers, durationMs: performance.now() - start };
}

/** The largest difference over the largest value, the worst output's; infinite for answers of another size. */
function differenceOf(answers: readonly Float32Array[], expected: readonly Float32Array[]): number {
  const differences = expected.map((wanted, output) => {
    const got = answers[output];
    if (got?.length !== wanted.length) return Number.POSITIVE_INFINITY;
    const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // Math.max keeps a NaN.
    const apart = wanted.reduce(
      (most, value, index) => Math.max(most, Math.abs(value - (got[index] ?? Number.NaN))),
      0,
    );
    return apart / (largest || 1);
  });
  return Math.max(...differences);
}

/** What the command line puts into its pages. */
async function installContenders(): Promise<Readonly<Record<string, Contender>>> {
  const [{ installOrtContenders }, { installTfjsContender }] = await Promise.all([
    import('../../bench/contenders/ort'),
    import('../../bench/contenders/tfjs'),
  ]);
  const globals = globalThis as ContenderGlobals;
  if (!globals.contenders) {
    installOrtContenders();
    installTfjsContender();
  }
  return globals.contenders ?? {};
}

async function versionOf(name: PeerName): Promise<string> {
  const [main = ''] = PEERS[name].packages;
  const response = await fetch(`/peers/${main}/package.json`);
  if (!response.ok) return `${main} is not installed`;
  const { version } = (await response.json()) as { version: string };
  return `${main} ${version}`;
}
