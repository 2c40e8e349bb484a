// Makes containers of what was trained: node weights/training/pack.js TRAINED OUT. Writes OUT/<id>.kindling, as it was trained,
// and, where it was pruned, OUT/<id>-compressed.kindling, retrained and coded by Deep Compression; and OUT/<id>.json and
// <id>.predictions.bin, PyTorch's record and its answers to the test pictures.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { readArguments } from '../../scripts/steps.js';

const [trained = '', out = ''] = readArguments({ positionals: 'TRAINED OUT' }).positionals;
const source = join(import.meta.dirname, '..', '..', 'src');
const load = async (/** @type {string} */ path) => (await runnerImport(path)).module;
const { TRAINED_NETWORKS } = await load(join(import.meta.dirname, 'networks.ts'));
const { compressModel } = await load(join(source, 'compress', 'index.ts'));
const { writeKindling } = await load(join(source, 'formats', 'kindling', 'write-kindling.ts'));
const { fromHalf } = await load(join(source, 'tensor', 'half.ts'));

mkdirSync(out, { recursive: true });
for (const network of TRAINED_NETWORKS) {
  const { id } = network;
  if (!existsSync(join(trained, `${id}.json`))) {
    console.warn(`${id} is not trained yet`);
    continue;
  }
  const record = JSON.parse(readFileSync(join(trained, `${id}.json`), 'utf8'));
  const plain = withWeights(network, `${id}.bin`, `after ${record.epochs} epochs`, record.accuracy);
  const bytes = writeKindling(plain);
  writeFileSync(join(out, `${id}.kindling`), bytes);
  console.log(`${id}: ${bytes.length} bytes; ${record.accuracy}`);
  if (existsSync(join(trained, `${id}-pruned.bin`))) {
    const retrained = `${record.prunedEpochs} with ${densities(record.density)}`;
    const training = `after ${record.epochs} epochs, then ${retrained}`;
    const pruned = withWeights(network, `${id}-pruned.bin`, training, record.prunedAccuracy);
    const options = { bits: network.bits, codebook: 'float16' };
    const compressed = writeKindling(compressModel(pruned, options).model);
    writeFileSync(join(out, `${id}-compressed.kindling`), compressed);
    console.log(`${id}: compressed ${compressed.length} bytes; ${record.prunedAccuracy}`);
  }
  for (const file of [`${id}.json`, `${id}.predictions.bin`]) {
    copyFileSync(join(trained, file), join(out, file));
  }

  /**
   * @param {import('./networks').TrainedNetwork} given
   * @param {string} file
   * @param {string} training
   * @param {number} accuracy
   */
  function withWeights(given, file, training, accuracy) {
    const halves = readFileSync(join(trained, file));
    let at = 0;
    const model = given.build((_, shape) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const numbers = Float32Array.from({ length: count }, (_, i) =>
        fromHalf(halves.readUInt16LE(at + 2 * i)),
      );
      at += 2 * count;
      return numbers;
    });
    if (at !== halves.length) throw new Error(`${file} has ${halves.length} bytes, not ${at}.`);
    const provenance = {
      data: 'Fashion-MNIST (arXiv:1708.07747), 60,000 training pictures, © 2017 Zalando SE, MIT licence',
      training: `weights/training, PyTorch ${record.torch}, seed ${record.seed}, ${training}`,
      accuracy: `${(100 * accuracy).toFixed(2)} % of the 10,000 test pictures, by PyTorch`,
    };
    return { ...model, origin: { licence: 'MIT', provenance } };
  }
}

/** @param {import('./networks').Density} density */
function densities({ convolution, fullyConnected }) {
  return convolution === fullyConnected
    ? `${convolution} of the weights`
    : `${convolution} of convolutions' weights and ${fullyConnected} of fully connected layers'`;
}
