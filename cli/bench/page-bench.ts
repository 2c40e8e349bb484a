// The page's calls about the model that `kindling bench` times: cold starts, inferences in flight, and turns of our
// runtime and of others. Sent there as source text like page-session.ts, so nothing from this module but types.

import type { Contest, OpenContest } from '../../bench/contenders/contender';
import type { LoadedModel, LoadOptions, Model, Runtime, RuntimeOptions } from '../../src/index';
import type { PageGlobals, StageTimes } from '../page-session';

/** Without what only others need. */
interface OwnContest extends Omit<Contest, 'onnx'> {
  readonly model: Model;
  /** What finds weights that lie beside it. */
  readonly found: Pick<LoadOptions, 'beside'>;
}

/** Runs in the page: adds these calls to `globalThis.session`. */
export function installBenchCalls(): void {
  const globals = globalThis as unknown as PageGlobals;
  const { kindling, models, tools } = globals;
  if (!kindling || !models || !tools) throw new Error('The library did not load in the page.');
  const opened = new Map<string, OpenContest>();
  let runtime: Runtime | undefined;
  let settings: RuntimeOptions = {};
  let own: LoadedModel | undefined;
  let contest: OwnContest | undefined;
  let onnx: Contest['onnx'] | undefined;
  /** What ours answers; the others must agree with it. */
  let expected: Float32Array[] = [];

  const read = async (url: string) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(await response.text());
    return new Uint8Array(await response.arrayBuffer());
  };
  /** Files of a folder by their names, each read once: what a start costs begins with bytes in memory. */
  const filesBelow = (folder: string | null): OwnContest['found'] => {
    if (folder === null) return {};
    const files = new Map<string, Promise<Uint8Array>>();
    const beside = (file: string) => {
      const bytes = files.get(file) ?? read(`${folder}/${encodeURIComponent(file)}`);
      files.set(file, bytes);
      return bytes;
    };
    return { beside };
  };
  const current = () => {
    if (!contest || !own) throw new Error('No model is open in the page.');
    return { contest, own };
  };
  const runOwn = async (model: LoadedModel, { inputs }: OwnContest) => {
    const results = await model.run(inputs);
    return model.outputs.map(({ name }) => results[name]?.data ?? new Float32Array());
  };
  const largest = (values: Float32Array, of: (value: number, index: number) => number) => {
    let most = 0;
    for (const [index, value] of values.entries()) {
      const size = Math.abs(of(value, index));
      // A NaN must not be lost in a comparison.
      if (!(size <= most)) most = size;
    }
    return most;
  };
  /** The largest difference over the largest value, the worst output's. */
  const differenceTo = (answers: readonly Float32Array[]): number =>
    Math.max(
      ...expected.map((wanted, output) => {
        const got = answers[output];
        if (got?.length !== wanted.length) return Number.POSITIVE_INFINITY;
        const apart = largest(wanted, (value, index) => value - (got[index] ?? Number.NaN));
        return apart / (largest(wanted, (value) => value) || 1);
      }),
    );
  const timed = async <T>(work: () => Promise<T>): Promise<{ value: T; durationMs: number }> => {
    const start = performance.now();
    const value = await work();
    return { value, durationMs: performance.now() - start };
  };
  const contenderNamed = (name: string) => {
    const contender = globals.contenders?.[name];
    if (!contender) throw new Error(`There is no contender "${name}" in the page.`);
    return contender;
  };

  globals.session = {
    ...globals.session,
    async measurePeaks() {
      const fresh = await kindling.createRuntime();
      try {
        return await tools.measurePeaks(fresh);
      } finally {
        fresh.dispose();
      }
    },
    async openBench({ url, beside, name, tune, precision, runtime: options }) {
      settings = options;
      const bytes = await read(url);
      const found = filesBelow(beside);
      const model: Model = await kindling.readModel(bytes, { ...found, name });
      runtime = await kindling.createRuntime(settings);
      const tuning = { tune: 'full', tuneBudgetMs: Number.POSITIVE_INFINITY } as const;
      own = await runtime.load(bytes, { ...found, name, precision, ...(tune ? tuning : {}) });
      const inputShapes = Object.fromEntries(own.inputs.map((input) => [input.name, input.shape]));
      contest = { bytes, model, found, inputs: {}, inputShapes, outputs: own.outputs };
      const { vendor, architecture, description, kind } = runtime.adapter;
      return {
        adapter: { vendor, architecture, description, kind },
        report: own.inspect(),
        macs: models.costOfGraph(model.graph).macs,
        paramBytes: tools.programOf(own)?.params.byteLength ?? 0,
        inputs: own.inputs,
        outputs: own.outputs,
      };
    },
    async fillBench({ inputs }) {
      const bench = current();
      const filled = await Promise.all(
        inputs.map(async ({ name, url }) => {
          const data = new Float32Array((await read(url)).buffer);
          return [name, data] as const;
        }),
      );
      contest = { ...bench.contest, inputs: Object.fromEntries(filled) };
      expected = await runOwn(bench.own, contest);
    },
    async hurryBench({ runs }) {
      const bench = current();
      if (!runtime?.hurriesAnswers) return null;
      const patient = await kindling.createRuntime({ ...settings, hurriesAnswers: false });
      const { name } = bench.own;
      const { bytes, found } = bench.contest;
      const { precision } = bench.own.inspect();
      try {
        const other = await patient.load(bytes, { ...found, name, precision });
        await runOwn(other, bench.contest);
        const turns = { hurriedMs: [] as number[], waitedMs: [] as number[] };
        for (let run = 0; run < runs; run++) {
          turns.hurriedMs.push((await timed(() => runOwn(bench.own, bench.contest))).durationMs);
          turns.waitedMs.push((await timed(() => runOwn(other, bench.contest))).durationMs);
        }
        return turns;
      } finally {
        patient.dispose();
      }
    },
    async stageBench({ runs }) {
      const bench = current();
      const device = runtime?.backend === 'webgpu' ? runtime.device : null;
      if (!device) return null;
      const { queue } = device;
      /** When the run encoded and submitted first, and when its bytes were there last. */
      const at = { encode: 0, submit: 0, mapped: 0 };
      let submitMs = 0;
      const probe = device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ });
      const buffers = Object.getPrototypeOf(probe) as GPUBuffer;
      probe.destroy();
      const { mapAsync } = buffers;
      buffers.mapAsync = async function (...range) {
        await mapAsync.apply(this, range);
        at.mapped = performance.now();
      };
      const { createCommandEncoder } = device;
      device.createCommandEncoder = (descriptor) => {
        at.encode ||= performance.now();
        return createCommandEncoder.call(device, descriptor);
      };
      const { submit } = queue;
      queue.submit = (commands) => {
        const start = performance.now();
        at.submit ||= start;
        submit.call(queue, commands);
        submitMs += performance.now() - start;
      };
      const stages: StageTimes = {
        inputMs: [],
        encodeMs: [],
        submitMs: [],
        waitMs: [],
        readMs: [],
      };
      try {
        for (let run = 0; run < runs; run++) {
          Object.assign(at, { encode: 0, submit: 0 });
          submitMs = 0;
          const start = performance.now();
          await runOwn(bench.own, bench.contest);
          const end = performance.now();
          stages.inputMs.push(at.encode - start);
          stages.encodeMs.push(at.submit - at.encode);
          stages.submitMs.push(submitMs);
          stages.waitMs.push(at.mapped - at.submit - submitMs);
          stages.readMs.push(end - at.mapped);
        }
      } finally {
        buffers.mapAsync = mapAsync;
        Reflect.deleteProperty(device, 'createCommandEncoder');
        Reflect.deleteProperty(queue, 'submit');
      }
      return stages;
    },
    profileBench: ({ runs }) => tools.profile(current().own, { runs }),
    profileVariants: ({ runs }) => tools.profileVariants(current().own, { runs }),
    async coldStart() {
      const bench = current();
      // Chromium reports what blocks the page for 50 ms or more.
      const reportsTasks = PerformanceObserver.supportedEntryTypes.includes('longtask');
      const tasks: PerformanceEntry[] = [];
      const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
      if (reportsTasks) observer.observe({ type: 'longtask' });
      const { value, durationMs } = await timed(async () => {
        const fresh = await kindling.createRuntime(settings);
        const model = await fresh.load(bench.contest.bytes, {
          ...bench.contest.found,
          name: bench.own.name,
          precision: bench.own.inspect().precision,
        });
        return { fresh, answers: await runOwn(model, bench.contest) };
      });
      value.fresh.dispose();
      await new Promise((resolve) => setTimeout(resolve));
      tasks.push(...observer.takeRecords());
      observer.disconnect();
      const longest = Math.max(0, ...tasks.map(({ duration }) => duration));
      const longestTaskMs = reportsTasks ? longest : null;
      return { durationMs, difference: differenceTo(value.answers), longestTaskMs };
    },
    async throughput({ inFlight, inferences }) {
      const bench = current();
      let begun = 0;
      const worker = async () => {
        while (begun < inferences) {
          begun++;
          await runOwn(bench.own, bench.contest);
        }
      };
      const { durationMs } = await timed(() =>
        Promise.all(Array.from({ length: inFlight }, worker)),
      );
      return { imagesPerSecond: (1000 * inferences) / durationMs };
    },
    async ownTurn() {
      const bench = current();
      const { value, durationMs } = await timed(() => runOwn(bench.own, bench.contest));
      return { durationMs, difference: differenceTo(value) };
    },
    async openPeer({ name, folders, threads }) {
      const bench = current();
      const contender = contenderNamed(name);
      const load = await timed(() => contender.load(folders, threads));
      onnx ??= await tools.toOnnx(bench.contest.model);
      const whole = { ...bench.contest, onnx };
      const network = await contender.open(whole);
      opened.set(name, network);
      return {
        loadMs: load.durationMs,
        difference: differenceTo(await network.run()),
        settings: contender.settings(),
      };
    },
    async peerTurn({ name }) {
      const network = opened.get(name);
      if (!network) throw new Error(`The contender "${name}" is not open.`);
      const { value, durationMs } = await timed(() => network.run());
      return { durationMs, difference: differenceTo(value) };
    },
    checkAnswers: async ({ answers }) => differenceTo(answers),
    async closeBench() {
      for (const network of opened.values()) await network.dispose();
      opened.clear();
      runtime?.dispose();
    },
  };
}
