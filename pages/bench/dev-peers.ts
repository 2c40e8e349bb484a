// Other runtimes in the same run, in turns with ours: in the development build alone, since they are megabytes and need
// `wasm-unsafe-eval`. What fills `globalThis.contenders` is what the command line uses (`kindling bench --peers`).

import type { Contender, Contest, OpenContest } from '../../cli/bench/contender';
import { installOrtContenders } from '../../cli/bench/page-ort';
import { installTfjsContender } from '../../cli/bench/page-tfjs';
import backendFile from '../../node_modules/@tensorflow/tfjs-backend-webgpu/package.json?url';
import coreFile from '../../node_modules/@tensorflow/tfjs-core/package.json?url';
import ortFile from '../../node_modules/onnxruntime-web/package.json?url';
import { type LoadedModel, type Model, toOnnx } from '../../src/index';
import { inputsOf } from './measure-network';
import type { PeerResult } from './results';
import type { MoreContext } from './run-benchmark';
import { timingOf } from './statistics';

/** Those that run a network which is no file: LiteRT.js runs TFLite files only. */
const PEERS: Readonly<Record<string, readonly string[]>> = {
  'ort-webgpu': [ortFile],
  'tfjs-webgpu': [coreFile, backendFile],
};
/** Answers that differ by more, of the largest value, make a time void. */
const AGREEMENT = 1e-3;

/** Times each peer on a network, in turns with ours. */
export async function measurePeers(context: MoreContext): Promise<PeerResult[]> {
  // Channels second, as ONNX files have them: of a network that takes NHWC the file would begin with a Transpose.
  const graph = { ...context.model.graph, axisOrder: 'nchw' as const };
  const model = { ...context.model, graph };
  const own = await context.runtime.load(model, { signal: context.signal });
  try {
    const contest = await contestOf(model, own);
    const expected = await runOwn(own, contest);
    const results: PeerResult[] = [];
    for (const name of Object.keys(PEERS)) {
      context.signal.throwIfAborted();
      results.push(await measurePeer(name, context, contest, own, expected));
    }
    return results;
  } finally {
    own.dispose();
  }
}

async function contestOf(model: Model, own: LoadedModel): Promise<Contest> {
  const onnx = await toOnnx(model);
  return {
    ...{ bytes: onnx, model, onnx, inputs: inputsOf(own), outputs: own.outputs },
    inputShapes: Object.fromEntries(own.inputs.map(({ name, shape }) => [name, shape])),
  };
}

async function measurePeer(
  runtime: string,
  { network, runs, signal }: MoreContext,
  contest: Contest,
  own: LoadedModel,
  expected: readonly Float32Array[],
): Promise<PeerResult> {
  const row = { network: network.name, runtime, version: '' };
  const none = { inferenceMs: null, ownMs: null, difference: null };
  let opened: OpenContest | null = null;
  try {
    const { contender, version } = await contenderNamed(runtime);
    opened = await contender.open(contest);
    const difference = differenceOf(expected, await opened.run());
    if (!(difference <= AGREEMENT)) {
      return { ...row, ...none, version, difference, failure: 'its answers differ from ours' };
    }
    const [theirs, ours]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run++) {
      signal.throwIfAborted();
      theirs.push(await timed(opened.run));
      ours.push(await timed(() => runOwn(own, contest)));
    }
    const times = { inferenceMs: timingOf(theirs), ownMs: timingOf(ours) };
    return { ...row, version, ...times, difference, failure: null };
  } catch (error) {
    signal.throwIfAborted();
    return { ...row, ...none, failure: error instanceof Error ? error.message : String(error) };
  } finally {
    await opened?.dispose();
  }
}

const loaded = new Map<string, Promise<{ contender: Contender; version: string }>>();

/** Loads a peer's code, once. @throws what it throws */
function contenderNamed(name: string): Promise<{ contender: Contender; version: string }> {
  const loading = loaded.get(name) ?? loadContender(name);
  loaded.set(name, loading);
  return loading;
}

async function loadContender(name: string) {
  if (name === 'ort-webgpu') installOrtContenders();
  else installTfjsContender();
  const contender = contenders()[name];
  if (!contender) throw new Error(`There is no contender "${name}".`);
  const files = (PEERS[name] ?? []).map((file) => new URL(file, location.href).href);
  await contender.load(files.map((file) => file.slice(0, file.lastIndexOf('/'))));
  const { version } = (await (await fetch(files[0] ?? '')).json()) as { version: string };
  return { contender, version };
}

function contenders(): Readonly<Record<string, Contender>> {
  return (globalThis as { contenders?: Record<string, Contender> }).contenders ?? {};
}

async function runOwn(model: LoadedModel, { inputs }: Contest): Promise<Float32Array[]> {
  const results = await model.run(inputs);
  return model.outputs.map(({ name }) => results[name]?.data ?? new Float32Array());
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** The largest difference over the largest value, the worst output's; NaN or Infinity where they cannot be compared. */
function differenceOf(expected: readonly Float32Array[], answers: readonly Float32Array[]): number {
  return Math.max(
    ...expected.map((wanted, output) => {
      const got = answers[output] ?? new Float32Array();
      if (got.length !== wanted.length) return Number.POSITIVE_INFINITY;
      const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const apart = wanted.map((value, index) => Math.abs(value - (got[index] ?? Number.NaN)));
      return apart.reduce((most, value) => Math.max(most, value), 0) / (largest || 1);
    }),
  );
}
