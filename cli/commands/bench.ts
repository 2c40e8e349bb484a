// `kindling bench`: how long a model takes, and how a family of models keeps to the papers' predictions.

import type { PeerName } from '../../bench/contenders/contender';
import { PEERS } from '../../bench/contenders/peer-packages';
import type { BackendKind } from '../../src/index';
import {
  type NumberRule,
  numberList,
  oneOf,
  type StrictArguments,
  wholeNumber,
} from '../arguments';
import { readThreads, THREADS_OPTION } from '../backend';
import { buildModelFile, isBuilt } from '../bench/built-networks';
import { describeBench } from '../bench/describe';
import { type MeasureOptions, measureModel } from '../bench/measure';
import { checkPeers, findPeers, peerNames } from '../bench/peers';
import { type Command, JSON_OPTION, MODEL_OPTION } from '../command';
import { UsageError } from '../failures';
import { type Host, RUNTIME_OPTION, readHost, withPage } from '../host';
import { readModelFile } from '../model-file';
import { printJson, printResult } from '../output';
import { packageRoot } from '../package-root';
import { PRECISION_OPTION, readPrecision } from '../precision';
import { analyseSweep } from '../sweep/analyse';
import { describeSweep } from '../sweep/describe';
import { measureSweep, type SweepGrid } from '../sweep/measure';

const SWEEP = 'mobilenet-v1';
const ALPHAS = '0.25,0.5,0.75,1';
const RHOS = '128,160,192,224';

const ALPHA_RULE: NumberRule = {
  allows: (alpha) => alpha > 0 && alpha <= 1,
  words: 'numbers above 0 and up to 1',
};
const RHO_RULE: NumberRule = {
  allows: (rho) => Number.isInteger(rho) && rho >= 32 && rho <= 512,
  words: 'whole numbers of pixels from 32 to 512',
};

const BACKENDS: readonly BackendKind[] = ['webgpu', 'cpu'];

/** The command: one model by itself, or all networks of a sweep in turn. */
export const benchCommand: Command = {
  definition: {
    meta: { name: 'bench', description: 'Time a model, or a family of models beside its costs' },
    args: {
      model: {
        ...MODEL_OPTION,
        description: `${MODEL_OPTION.description}; or built:NETWORK, with seeded weights`,
      },
      peers: {
        type: 'string',
        description: `Other runtimes to time beside ours: ${Object.keys(PEERS).join(', ')}`,
        valueHint: 'list',
      },
      tune: {
        type: 'boolean',
        description: 'Choose kernels by measuring them first; cold starts stay without',
      },
      variants: {
        type: 'boolean',
        description: 'Time each layer by every variant that could compute it, too',
      },
      sweep: {
        type: 'string',
        description: 'Time every α with every ρ of a family, against the prediction',
        valueHint: SWEEP,
      },
      runs: {
        type: 'string',
        description: 'Measured inferences of each model, 1 to 1000',
        default: '10',
        valueHint: 'N',
      },
      'in-a-row': {
        type: 'string',
        description:
          'Inferences of each turn beside peers, 1 to 100; of several, the first does not count',
        default: '1',
        valueHint: 'N',
      },
      alphas: {
        type: 'string',
        description: `Width multipliers of the sweep (default ${ALPHAS})`,
        valueHint: 'list',
      },
      rhos: {
        type: 'string',
        description: `Input sides of the sweep in pixels (default ${RHOS})`,
        valueHint: 'list',
      },
      precision: PRECISION_OPTION,
      backend: {
        type: 'enum',
        options: [...BACKENDS],
        default: 'webgpu',
        description: 'What computes the model',
      },
      threads: { ...THREADS_OPTION, description: `${THREADS_OPTION.description}; of peers too` },
      runtime: RUNTIME_OPTION,
      json: JSON_OPTION,
    },
  },
  async run(given, { signal }) {
    const runs = wholeNumber(given.required('runs'), '--runs', 1, 1000);
    const inARow = wholeNumber(given.required('in-a-row'), '--in-a-row', 1, 100);
    const [model, grid] = [given.option('model'), readGrid(given)];
    const peers = peerNames(given.option('peers'));
    if (model !== undefined && grid) throw new UsageError('Give --model or --sweep, not both.');
    if (grid && peers.length > 0) throw new UsageError('--peers needs --model.');
    if (inARow > 1 && peers.length === 0) throw new UsageError('--in-a-row needs --peers.');
    const host = readHost(given);
    checkPeers(peers, host);
    const precision = readPrecision(given);
    const backend = oneOf(given, 'backend', BACKENDS);
    const runtime = { backend, ...readThreads(given, backend) };
    const [tune, variants] = [given.flag('tune'), given.flag('variants')];
    const how = { runs, inARow, precision, tune, variants, runtime };
    if (backend === 'cpu') checkOnCpu({ ...how, grid });
    if (grid && precision !== 'f32') throw new UsageError('--precision needs --model.');
    if (grid && (how.tune || how.variants))
      throw new UsageError(`--${how.tune ? 'tune' : 'variants'} needs --model.`);
    const json = given.flag('json');
    if (grid) await benchSweep(grid, runs, host, json, signal);
    else if (model !== undefined) await benchModel(model, how, peers, host, json, signal);
    else throw new UsageError(`Give --model, or --sweep ${SWEEP}.`);
  },
};

/** @throws UsageError for what only WebGPU has */
function checkOnCpu({
  tune,
  variants,
  precision,
  grid,
}: MeasureOptions & { readonly grid: SweepGrid | null }): void {
  const option = Object.entries({
    tune,
    variants,
    sweep: grid !== null,
    precision: precision !== 'f32',
  }).find(([, isGiven]) => isGiven)?.[0];
  if (option) throw new UsageError(`--${option} is about WebGPU: leave --backend cpu out.`);
}

/** The networks of the sweep, the largest first; null without `--sweep`. */
function readGrid(given: StrictArguments): SweepGrid | null {
  const sweep = given.option('sweep');
  if (sweep === undefined) {
    const stray = ['alphas', 'rhos'].find((name) => given.option(name) !== undefined);
    if (stray !== undefined) throw new UsageError(`--${stray} needs --sweep ${SWEEP}.`);
    return null;
  }
  if (sweep !== SWEEP) throw new UsageError(`--sweep must be ${SWEEP}, got "${sweep}".`);
  const alphas = numberList(given.option('alphas') ?? ALPHAS, '--alphas', ALPHA_RULE);
  const rhos = numberList(given.option('rhos') ?? RHOS, '--rhos', RHO_RULE);
  const falling = (a: number, b: number) => b - a;
  return { alphas: alphas.toSorted(falling), rhos: rhos.toSorted(falling) };
}

async function benchSweep(
  grid: SweepGrid,
  rounds: number,
  host: Host,
  json: boolean,
  signal: AbortSignal,
) {
  const measured = await withPage(host, signal, (page) => measureSweep(page, grid, rounds));
  const { adapter, networks } = measured;
  const analysis = analyseSweep(networks, grid);
  if (json) printJson({ sweep: SWEEP, adapter, host: measured.host, rounds, ...analysis });
  else printResult(describeSweep(measured, analysis, rounds));
}

async function benchModel(
  name: string,
  how: MeasureOptions,
  peers: readonly PeerName[],
  host: Host,
  json: boolean,
  signal: AbortSignal,
) {
  const installed = findPeers(peers, packageRoot());
  const model = isBuilt(name)
    ? await buildModelFile(name)
    : await readModelFile(name, process.env, signal);
  const report = await withPage(host, signal, (page) => measureModel(page, model, how, installed));
  if (json) printJson(report);
  else printResult(describeBench(report));
}
