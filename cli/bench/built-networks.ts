// Networks that `kindling bench` builds itself, with seeded weights: `--model built:densenet-121`.
import type { Model } from '../../src/index';
import { UsageError } from '../failures';
import type { ModelFile } from '../model-file';
import { importModels, importTools, type Models } from '../package-root';

const PREFIX = 'built:';

const NETWORKS: Readonly<Record<string, (models: Models) => Model>> = {
  'squeezenet-1.0': ({ squeezenet }) => squeezenet({ version: '1.0' }),
  'squeezenet-1.1': ({ squeezenet }) => squeezenet({ version: '1.1' }),
  'mobilenet-v1-0.25-224': ({ mobilenetV1 }) => mobilenetV1({ alpha: 0.25 }),
  'mobilenet-v1-1.0-224': ({ mobilenetV1 }) => mobilenetV1(),
  'mobilenet-v2-1.0-224': ({ mobilenetV2 }) => mobilenetV2(),
  'mobilenet-v3-small': ({ mobilenetV3Small }) => mobilenetV3Small(),
  'shufflenet-v2-1.0': ({ shufflenetV2 }) => shufflenetV2(),
  'resnet-18': ({ resnet }) => resnet({ depth: 18 }),
  'resnet-50': ({ resnet }) => resnet({ depth: 50 }),
  'densenet-121': ({ densenet }) => densenet({ depth: 121 }),
};

/** Whether a MODEL is to be built rather than read. */
export function isBuilt(model: string): boolean {
  return model.startsWith(PREFIX);
}

/**
 * Builds a network and writes it as an ONNX file, so that it is timed from its bytes as a file is.
 * @throws UsageError for a name that is not one of these networks
 */
export async function buildModelFile(model: string): Promise<ModelFile> {
  const name = model.slice(PREFIX.length);
  const build = Object.hasOwn(NETWORKS, name) ? NETWORKS[name] : undefined;
  if (!build) {
    const known = Object.keys(NETWORKS).map((name) => PREFIX + name);
    throw new UsageError(`There is no "${model}" to build; there are ${known.join(', ')}.`);
  }
  const [{ toOnnx }, models] = await Promise.all([importTools(), importModels()]);
  const built = build(models);
  // Channels second, as ONNX files have them: a network that takes NHWC would begin with a Transpose.
  const graph = { ...built.graph, axisOrder: 'nchw' as const };
  return { name: model, bytes: await toOnnx({ ...built, graph }) };
}
