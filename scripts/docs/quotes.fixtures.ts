// What the documentation says of the figures in docs/figures.json: sentences and rows, page by page, as the figures make them.
// `…` in one stands for what is measured and not counted: times, shares of right answers.
import { costRows, describeCosts } from '../../cli/paper-table';
import type { Figures } from './figures.fixtures';

/** Names in the table of trained networks. */
const TRAINED: Readonly<Record<string, string>> = {
  alexnet: 'AlexNet-style baseline',
  squeezenet: 'SqueezeNet',
  densenet: 'DenseNet-BC, k = 12',
  'mobilenet-1-28': 'MobileNet α 1, 28 px',
  'mobilenet-1-20': 'MobileNet α 1, 20 px',
  'mobilenet-1-16': 'MobileNet α 1, 16 px',
  'mobilenet-0.5-28': 'MobileNet α 0.5, 28 px',
  'mobilenet-0.5-20': 'MobileNet α 0.5, 20 px',
  'mobilenet-0.5-16': 'MobileNet α 0.5, 16 px',
  'mobilenet-0.25-28': 'MobileNet α 0.25, 28 px',
  'mobilenet-0.25-20': 'MobileNet α 0.25, 20 px',
  'mobilenet-0.25-16': 'MobileNet α 0.25, 16 px',
};

/** Pages from the root of the project, and what each of them says, line breaks aside. */
export function quotesOf(figures: Figures): Readonly<Record<string, readonly string[]>> {
  const { counts, files, trained, networks, fullMobilenet } = figures;
  const kB = (part: string) => `${numberOf(figures.downloads, part)} kB`;
  const bytes = (model: string) => numberOf(files, model);
  const { gpu, software, containerBytes } = figures.squeezenetDeepCompression;
  const [core, pictures, named] = [
    kB('core: runtime, scheduler, shaders'),
    kB('pictures'),
    kB('a model by its name'),
  ];
  const shared = numberOf(figures.downloads, 'what files may take');
  const formats = ['Deep Compression', 'Kindling container', 'ONNX', 'TFLite'];
  const [deepCompression = 0, ...readers] = formats.map(
    (name) => shared + numberOf(figures.downloads, `reader: ${name}`),
  );
  const [least, most] = [Math.min(...readers), Math.max(...readers)];
  return {
    'README.md': [
      `The runtime is ${core} of JavaScript (gzip)`,
      `${core} for the runtime, ${pictures} for pictures, ${deepCompression} kB for the file's reader, ` +
        `${named} for models by name, ${kB("labels: ImageNet's")} for ImageNet's labels, ` +
        `and the network's ${megabytes(bytes('squeezenet1.0-dc'), 2)}. Other readers are ${least} to ${most} kB.`,
      `Networks with depthwise layers load ${kB('kernels of depthwise layers')} of kernels for them.`,
      `| SqueezeNet 1.0, Deep Compression | ${megabytes(bytes('squeezenet1.0-dc'), 2)} |`,
      `| MobileNet v1 0.25 | ${megabytes(bytes('mobilenet-v1-0.25-224'), 1)} |`,
      `| MobileNet v2 1.0, 8 bits | ${megabytes(bytes('mobilenet-v2-1.0-224-quant'), 1)} |`,
      `| SqueezeNet of Fashion-MNIST | ${Math.round(bytes('fashion-squeezenet') / 1000)} kB, part of the library |`,
    ],
    'CHANGELOG.md': [`The core is ${core} (gzip)`],
    'docs/guides/workers.md': [
      `all of \`kindling\` in one file, ${kB('all of it in one file, for workers')} (gzip)`,
    ],
    'docs/guides/formats.md': [
      `over ${grouped(counts.onnxConfigurations)} configurations on WebGPU`,
    ],
    'docs/guides/results.md': [
      `On a GPU they take ${mebibytes(gpu.weightBytes)} MiB and activations ${mebibytes(gpu.activationBytes)} MiB, and one ` +
        `inference is ${gpu.dispatches} dispatches of ${gpu.pipelines} pipelines in one compute pass.`,
      `On software adapters it is ${software.dispatches} of ${software.pipelines} pipelines, ` +
        `${mebibytes(software.weightBytes)} and ${mebibytes(software.activationBytes)} MiB`,
      `${grouped(bytes('squeezenet1.0-dc'))} bytes become ${grouped(containerBytes)}`,
      `(${grouped(figures.mobilenetQuantizedContainerBytes)} bytes for ${grouped(bytes('mobilenet-v1-0.25-224-quant'))})`,
      ...Object.entries(networks).map(
        ([name, { dispatches, activationBytes, naive }]) =>
          `| ${name} | ${dispatches} | ${naive.dispatches} | ${mebibytes(activationBytes)} MiB | ${mebibytes(naive.activationBytes)} MiB |`,
      ),
      ...Object.entries(trained).map(
        ([id, network]) =>
          `| ${TRAINED[id] ?? id} | ${costs(network)} | … | ${grouped(network.bytes)} | … | ${grouped(network.compressedBytes)} | … |`,
      ),
      `| MobileNet α 1, 28 px, of full convolutions | ${costs(fullMobilenet)} |`,
      describeCosts(costRows(figures.papers)),
      `${numberOf(figures.downloads, 'core: runtime, scheduler, shaders') + numberOf(figures.downloads, 'pictures')} kB with what ` +
        `pictures need, and a reader of ${deepCompression} to ${most}`,
    ],
  };
}

function costs({ parameters, macs }: { parameters: number; macs: number }): string {
  return `${grouped(parameters)} | ${(macs / 1e6).toFixed(2)} M`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

function megabytes(bytes: number, digits: number): string {
  return `${(bytes / 1e6).toFixed(digits)} MB`;
}

/** @throws RangeError where there is no such figure. */
function numberOf(figures: Readonly<Record<string, number>>, name: string): number {
  const figure = figures[name];
  if (figure === undefined) throw new RangeError(`docs/figures.json has no "${name}".`);
  return figure;
}
