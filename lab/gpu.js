// What a machine with a GPU is asked, once and in ten minutes: nine networks beside the WebGPU of ONNX Runtime and of TensorFlow.js, and
// the layers of three by every kernel.
//   npm run build; node lab/gpu.js pack FILE.tar.xz      here: Node, the command, Dawn, the other runtimes and the weights, about 50 MB
//   mkdir w && cd w && tar -xJf FILE.tar.xz && ./node lab/gpu.js run OUT      there, where Linux and a Vulkan driver are
// OUT gets `reports.jsonl`, a line of `bench --json` for each network, and `log.txt`.
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root, runMain } from '../scripts/steps.js';

/** What is measured first is there if time runs out. */
const NETWORKS = [
  'squeezenet1.0-dc',
  'built:squeezenet-1.1',
  'mobilenet-v1-0.25-224',
  'built:mobilenet-v1-1.0-224',
  'built:mobilenet-v2-1.0-224',
  'built:mobilenet-v3-small',
  'built:shufflenet-v2-1.0',
  'built:resnet-18',
  'built:densenet-121',
];
const PEERS = 'ort-native-webgpu,tfjs-webgpu';
/** Of which every layer is timed by every variant, too. */
const BY_VARIANT = ['squeezenet1.0-dc', 'built:mobilenet-v1-1.0-224', 'built:resnet-18'];
const MOST_MS = 9.5 * 60_000;
const MOST_MS_EACH = 90_000;

/** Packages that the command requires at run time, and of large ones the parts for this kind of machine. */
const PACKAGES = [
  'webgpu/package.json',
  'webgpu/index.js',
  'webgpu/dist/linux-x64',
  'onnxruntime-node/package.json',
  'onnxruntime-node/dist',
  'onnxruntime-node/bin/napi-v6/linux/x64',
  'onnxruntime-common',
  '@tensorflow/tfjs-core/package.json',
  '@tensorflow/tfjs-core/dist/tf-core.node.js',
  '@tensorflow/tfjs-backend-webgpu/package.json',
  '@tensorflow/tfjs-backend-webgpu/dist/tf-backend-webgpu.node.js',
  '@tensorflow/tfjs-backend-cpu/package.json',
  '@tensorflow/tfjs-backend-cpu/dist/tf-backend-cpu.node.js',
  ...['seedrandom', 'long', 'node-fetch', 'whatwg-url', 'tr46', 'webidl-conversions', 'sharp'],
  ...['@img', 'detect-libc', 'semver'],
];
const WEIGHTS = ['compressed_SqueezeNet.net', 'mobilenet_v1_0.25_224.tflite'];

runMain({ positionals: 'TASK PLACE' }, ({ positionals: [task = '', place = ''] }) => {
  if (task === 'pack') return pack(place);
  if (task === 'run') return run(place);
  throw new Error('Give `pack FILE.tar.xz` or `run OUT`.');
});

/** @param {string} archive */
function pack(archive) {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-gpu-'));
  /** @param {string} from @param {string} to */
  const copy = (from, to) => cpSync(from, join(folder, to), { recursive: true, dereference: true });
  copy(process.execPath, 'node');
  for (const part of [
    'package.json',
    'cli/kindling.js',
    'lab/gpu.js',
    'scripts/steps.js',
    'weights/manifest.json',
  ]) {
    copy(join(root, part), part);
  }
  cpSync(join(root, 'dist'), join(folder, 'dist'), {
    recursive: true,
    filter: (path) => !/\.map$|\/pages(\/|$)/.test(path),
  });
  const modules = 'node_modules';
  for (const part of PACKAGES) {
    if (existsSync(join(root, modules, part))) copy(join(root, modules, part), join(modules, part));
  }
  const weights = process.env.KINDLING_WEIGHTS_DIR ?? join(root, '../shared/weights');
  for (const file of WEIGHTS) copy(join(weights, file), join('weights', file));
  mkdirSync(dirname(archive), { recursive: true });
  const packed = spawnSync('tar', ['-cJf', archive, '-C', folder, '.'], { stdio: 'inherit' });
  rmSync(folder, { recursive: true });
  return packed.status ?? 1;
}

/** @param {string} out */
function run(out) {
  mkdirSync(out, { recursive: true });
  const end = Date.now() + MOST_MS;
  const env = { ...process.env, KINDLING_WEIGHTS_DIR: join(root, 'weights') };
  for (const model of NETWORKS) {
    const left = end - Date.now();
    if (left < 10_000) break;
    const parameters = ['bench', '--model', model, '--runtime', 'node', '--runs', '30', '--tune'];
    if (BY_VARIANT.includes(model)) parameters.push('--variants');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'cli/kindling.js'), ...parameters, '--peers', PEERS, '--json'],
      { env, encoding: 'utf8', timeout: Math.min(left, MOST_MS_EACH), maxBuffer: 2 ** 26 },
    );
    const said = `${model}: status ${status}, ${Math.round(left / 1000)} s were left\n${stderr}`;
    appendFileSync(join(out, 'log.txt'), said);
    console.log(said);
    if (status === 0) {
      const report = JSON.parse(stdout);
      appendFileSync(join(out, 'reports.jsonl'), `${JSON.stringify(report)}\n`);
      console.log(told(report));
    }
  }
}

/** @param {{ inferenceMs: { median: number }, race: { peers: { peer: string, ratio: number | null }[] } | null, throughput: { imagesPerSecond: number }[] }} report */
function told({ inferenceMs, race, throughput }) {
  const ratios =
    race?.peers.map(({ peer, ratio }) => `${peer} ${ratio?.toFixed(2) ?? 'void'}`) ?? [];
  const rates = throughput.map(({ imagesPerSecond }) => imagesPerSecond.toFixed(0));
  return `${inferenceMs.median.toFixed(3)} ms; ours over theirs: ${ratios.join(', ')}; images/s ${rates.join(', ')}`;
}
