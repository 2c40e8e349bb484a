// Runs a benchmark from the adapter's peaks to the last variant. It knows no document: it is told how to report.

import { createRuntime, type Model, type Runtime } from '../../src/index';
import { measurePeaks } from '../../src/tools/index';
import {
  type Inputs,
  inputsOf,
  measureColdStarts,
  measureInferences,
  measureOnCpu,
  measureVariants,
  type Watch,
} from './measure-network';
import type { BenchmarkNetwork, BenchmarkPlan } from './networks';
import {
  type BenchmarkResults,
  type NetworkResult,
  SCHEMA_VERSION,
  type VariantTableResult,
} from './results';

/** How far a run is. */
export interface BenchmarkProgress {
  readonly label: string;
  /** From 0 to 1, by steps, not by time. */
  readonly share: number;
}

/** How a run can be followed and stopped. */
export interface BenchmarkOptions {
  readonly signal: AbortSignal;
  readonly userAgent: string;
  readonly onProgress: (progress: BenchmarkProgress) => void;
  /** Called where there is no GPU, with why, and the CPU is measured. */
  readonly onFallback: (reason: unknown) => void;
  /** Called with all that was measured so far, whenever there is more. */
  readonly onResults: (results: BenchmarkResults) => void;
  /** What is measured of each network besides, while it is in memory. */
  readonly measureMore?: (context: MoreContext) => Promise<BenchmarkResults['peers']>;
}

/** What further measurements are about. */
export interface MoreContext {
  readonly network: BenchmarkNetwork;
  readonly model: Model;
  readonly runtime: Runtime;
  readonly runs: number;
  readonly watch: Watch;
}

/** What a run came to. */
export interface BenchmarkOutcome {
  readonly results: BenchmarkResults;
  /** What was thrown, when it failed; null otherwise. */
  readonly error: unknown;
}

/** Measures all of a plan. What was measured before a failure or a cancellation is kept in the outcome. */
export async function runBenchmark(
  plan: BenchmarkPlan,
  options: BenchmarkOptions,
): Promise<BenchmarkOutcome> {
  // On a software adapter, too: shaders are what is measured here.
  const runtime = await createRuntime({ backend: 'auto', softwareAdapter: true });
  if (runtime.fallbackReason) options.onFallback(runtime.fallbackReason);
  const run = new Run(plan, runtime, options);
  try {
    await run.measure();
    return run.end('finished', null);
  } catch (error) {
    return run.end(options.signal.aborted ? 'cancelled' : 'failed', error);
  } finally {
    runtime.dispose();
  }
}

class Run {
  readonly #plan: BenchmarkPlan;
  readonly #runtime: Runtime;
  readonly #options: BenchmarkOptions;
  readonly #steps: number;
  #step = 0;
  #results: BenchmarkResults;

  constructor(plan: BenchmarkPlan, runtime: Runtime, options: BenchmarkOptions) {
    this.#plan = plan;
    this.#runtime = runtime;
    this.#options = options;
    // The peaks, and of each network inferences, on the CPU too, and cold starts; then the tables.
    const perNetwork = 2 + Number(this.#isGpu) + Number(options.measureMore !== undefined);
    this.#steps = 1 + perNetwork * plan.networks.length + plan.variantsOf.length;
    const { vendor, architecture, description, kind } = runtime.adapter;
    this.#results = {
      schemaVersion: SCHEMA_VERSION,
      status: 'running',
      failure: null,
      date: new Date().toISOString(),
      setting: plan.setting,
      userAgent: options.userAgent,
      adapter: { vendor, architecture, description, kind },
      ...{ peaks: null, networks: [], variants: [], peers: [] },
    };
  }

  async measure(): Promise<void> {
    await this.#take('the adapter’s peaks', async () => {
      this.#add({ peaks: await measurePeaks(this.#runtime) });
    });
    for (const network of this.#plan.networks) await this.#measureNetwork(network);
    // A CPU has one kernel a layer.
    for (const name of this.#isGpu ? this.#plan.variantsOf : []) {
      const network = this.#plan.networks.find((each) => each.name === name);
      if (network) await this.#measureVariants(network);
    }
  }

  /** Closes the books. */
  end(status: BenchmarkResults['status'], error: unknown): BenchmarkOutcome {
    const isFailure = status === 'failed';
    const message = error instanceof Error ? error.message : String(error);
    this.#add({ status, failure: isFailure ? message : null });
    return { results: this.#results, error: isFailure ? error : null };
  }

  async #measureNetwork(network: BenchmarkNetwork): Promise<void> {
    const model = network.build();
    let inputs: Inputs = {};
    await this.#take(`${network.name}: inferences`, async (watch) => {
      const loaded = await this.#runtime.load(model, { signal: watch.signal });
      try {
        inputs = inputsOf(loaded);
        this.#addNetwork(await measureInferences(network, loaded, inputs, this.#plan, watch));
      } finally {
        loaded.dispose();
      }
    });
    if (this.#isGpu) {
      await this.#take(`${network.name}: inferences on the CPU`, async (watch) => {
        this.#addToLast({ cpuMs: await measureOnCpu(model, inputs, this.#plan, watch) });
      });
    }
    await this.#take(`${network.name}: cold starts`, async (watch) => {
      const coldStart = await measureColdStarts(
        model,
        inputs,
        this.#runtime.backend,
        this.#plan.coldStarts,
        watch,
      );
      this.#addToLast({ coldStart });
    });
    const { measureMore } = this.#options;
    if (!measureMore) return;
    await this.#take(`${network.name}: other runtimes`, async (watch) => {
      const { runs } = this.#plan;
      const peers = await measureMore({ network, model, runtime: this.#runtime, runs, watch });
      this.#add({ peers: [...this.#results.peers, ...peers] });
    });
  }

  #measureVariants(network: BenchmarkNetwork): Promise<void> {
    return this.#take(`${network.name}: every kernel variant of each layer shape`, (watch) =>
      measureVariants(network.build(), this.#runtime, this.#plan, watch, (table) =>
        this.#addTable({ ...table, network: network.name }),
      ),
    );
  }

  /** One step: told before, while and after it goes on; not begun once the run is stopped. */
  async #take(label: string, work: (watch: Watch) => Promise<void>): Promise<void> {
    const { signal, onProgress } = this.#options;
    const tell = (part: number) => onProgress({ label, share: (this.#step + part) / this.#steps });
    signal.throwIfAborted();
    tell(0);
    // A turn for the page: building a network takes a while, and what is happening should be on screen by then.
    await new Promise((resolve) => setTimeout(resolve));
    await work({ signal, onPart: tell });
    this.#step++;
  }

  get #isGpu(): boolean {
    return this.#runtime.backend === 'webgpu';
  }

  /** To the network that is measured. */
  #addToLast(more: Partial<NetworkResult>): void {
    const measured = this.#results.networks.at(-1);
    if (measured) this.#addNetwork({ ...measured, ...more });
  }

  #addNetwork(result: NetworkResult): void {
    const others = this.#results.networks.filter(({ name }) => name !== result.name);
    this.#add({ networks: [...others, result] });
  }

  #addTable(table: VariantTableResult): void {
    const others = this.#results.variants.filter(({ network }) => network !== table.network);
    this.#add({ variants: [...others, table] });
  }

  #add(more: Partial<BenchmarkResults>): void {
    this.#results = { ...this.#results, ...more };
    this.#options.onResults(this.#results);
  }
}
