// The CPU backend in Node beside ONNX Runtime Web's wasm with one thread, and beside its own kernels in plain JavaScript: networks with seeded
// weights, medians of runs in turns, by the clock and of processor time, which other work on the
// machine lengthens less; and whether the answers agree.
//   npm run build; node lab/cpu-in-node.js [NETWORK…]     also `--rounds N`, `--js`
import * as ort from 'onnxruntime-web';
import { readArguments } from '../scripts/steps.js';

const { values, positionals } = readArguments({
  positionals: '[NETWORK…]',
  options: {
    rounds: { type: 'string', default: '15' },
    js: { type: 'boolean', default: false },
    dist: { type: 'string', default: new URL('../dist/', import.meta.url).href },
    layers: { type: 'boolean', default: false },
  },
});
const { createRuntime } = await import(new URL('kindling.js', values.dist).href);
const models = await import(new URL('models.js', values.dist).href);
const { profile, toOnnx } = await import(new URL('tools.js', values.dist).href);

const NETWORKS = {
  'squeezenet-1.0': () => models.squeezenet({ version: '1.0' }),
  'squeezenet-1.1': () => models.squeezenet({ version: '1.1' }),
  'mobilenet-v1-0.25': () => models.mobilenetV1({ alpha: 0.25 }),
  'mobilenet-v1-1.0': () => models.mobilenetV1({ alpha: 1 }),
  'mobilenet-v2': () => models.mobilenetV2({}),
  'mobilenet-v3-small': () => models.mobilenetV3Small({}),
  'shufflenet-v2-0.5': () => models.shufflenetV2({ alpha: 0.5 }),
  'densenet-121': () => models.densenet({}),
  'resnet-18': () => models.resnet({}),
};

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';
const chosen = positionals.length > 0 ? positionals : Object.keys(NETWORKS);
for (const name of chosen) await race(name);

/** @param {string} name */
async function race(name) {
  const model = NETWORKS[name]();
  const loadStart = performance.now();
  const runtime = await createRuntime({ backend: 'cpu', threads: 1 });
  const ours = await runtime.load(model);
  const loadMs = performance.now() - loadStart;
  const [input] = ours.inputs;
  const size = input.shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length: size }, (_, i) => ((i * 2654435761) % 1009) / 504 - 1);
  const feeds = { [input.name]: data };
  const firstStart = performance.now();
  const answer = Object.values(await ours.run(feeds))[0].data;
  const firstMs = performance.now() - firstStart;

  const openStart = performance.now();
  const session = await ort.InferenceSession.create(await toOnnx(model), {
    executionProviders: ['wasm'],
  });
  const sessionMs = performance.now() - openStart;
  const tensor = new ort.Tensor('float32', data, session.inputMetadata?.[0]?.shape ?? input.shape);
  const theirs = Object.values(await session.run({ [session.inputNames[0]]: tensor }))[0].data;
  const largest = theirs.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const off = theirs.reduce((worst, value, i) => Math.max(worst, Math.abs(value - answer[i])), 0);

  const racers = {
    ours: () => ours.run(feeds),
    ort: () => session.run({ [session.inputNames[0]]: tensor }),
    ...(values.js ? { js: await inJavaScript(runtime, model, feeds) } : {}),
  };
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(Object.keys(racers).map((racer) => [racer, []]));
  /** @type {Record<string, number[]>} */
  const cpuTimes = Object.fromEntries(Object.keys(racers).map((racer) => [racer, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [racer, run] of Object.entries(racers)) {
      if (racer === 'js' && round >= 3) continue;
      const start = performance.now();
      const cpu = process.cpuUsage();
      await run();
      times[racer].push(performance.now() - start);
      const { user, system } = process.cpuUsage(cpu);
      cpuTimes[racer].push((user + system) / 1000);
    }
  }
  const said = Object.entries(times).map(
    ([racer, all]) =>
      `${racer} ${median(all).toFixed(2)} (cpu ${median(cpuTimes[racer]).toFixed(2)})`,
  );
  const ratio = (of) => (median(of.ort) / median(of.ours)).toFixed(2);
  console.log(
    `${name.padEnd(20)} ${said.join(', ')} ms; ORT / ours ${ratio(times)}, cpu ${ratio(cpuTimes)};`,
    `load ${loadMs.toFixed(0)} + first ${firstMs.toFixed(0)}, ORT ${sessionMs.toFixed(0)};`,
    `off ${(off / largest).toExponential(1)}`,
  );
  if (values.layers) await tellLayers(ours);
  await session.release();
  runtime.dispose();
}

/** The same network without WebAssembly. */
async function inJavaScript(runtime, model, feeds) {
  const { validate } = WebAssembly;
  WebAssembly.validate = () => false;
  const loaded = await runtime.load(model);
  WebAssembly.validate = validate;
  return () => loaded.run(feeds);
}

async function tellLayers(loaded) {
  const { layers } = await profile(loaded, { runs: 15, warmUp: 3 });
  const kernels = loaded.inspect().layers;
  /** @type {Map<string, { ms: number, count: number }>} */
  const sums = new Map();
  for (const [index, layer] of layers.entries()) {
    const { kernel } = kernels[index];
    const sum = sums.get(kernel) ?? { ms: 0, count: 0 };
    sums.set(kernel, { ms: sum.ms + layer.durationMs, count: sum.count + 1 });
  }
  for (const [kernel, { ms, count }] of [...sums].sort((a, b) => b[1].ms - a[1].ms)) {
    console.log(`    ${kernel.padEnd(28)} ${ms.toFixed(2)} ms, ${count}`);
  }
}

/** @param {number[]} numbers */
function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
