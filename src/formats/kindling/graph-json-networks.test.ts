// Every architecture as JSON data and back.
import { expect, it } from 'vitest';
import type { Graph } from '../../graph/graph';
import { printGraph } from '../../graph/print.fixtures';
import { alexnet } from '../../models/alexnet';
import { densenet } from '../../models/densenet';
import { efficientnetB0 } from '../../models/efficientnet-b0';
import { googlenet } from '../../models/googlenet';
import { mobilenetV1 } from '../../models/mobilenet-v1';
import { mobilenetV2 } from '../../models/mobilenet-v2';
import { mobilenetV3Small } from '../../models/mobilenet-v3-small';
import { resnet } from '../../models/resnet';
import { shufflenetV2 } from '../../models/shufflenet-v2';
import { squeezenet } from '../../models/squeezenet';
import { sharedZeros } from '../../models/weights';
import { atOnce } from '../../util/at-once';
import { sampleOf } from '../../util/sample.fixtures';
import { buildGraph, graphToJson, parseGraphJson } from './graph-json';

const weights = sharedZeros();

const NETWORKS: readonly (readonly [string, () => { readonly graph: Graph }])[] = [
  ['SqueezeNet 1.0', () => squeezenet({ version: '1.0', inputSize: 67, batch: 2, weights })],
  ['SqueezeNet 1.1', () => squeezenet({ version: '1.1', inputSize: 63, weights })],
  ['MobileNet v1', () => mobilenetV1({ alpha: 0.25, rho: 64, weights })],
  ['MobileNet v1, full', () => mobilenetV1({ alpha: 0.25, rho: 64, separable: false, weights })],
  ['MobileNet v2', () => mobilenetV2({ rho: 64, weights })],
  ['MobileNet v3 small', () => mobilenetV3Small({ inputSize: 64, weights })],
  ['DenseNet 121', () => densenet({ inputSize: 64, weights })],
  ['DenseNet 40', () => densenet({ depth: 40, weights })],
  ['AlexNet', () => alexnet({ width: 0.125, inputSize: 95, lrn: true, weights })],
  ['GoogLeNet', () => googlenet({ inputSize: 64, weights })],
  ['ResNet 18', () => resnet({ inputSize: 64, weights })],
  ['ResNet 50', () => resnet({ depth: 50, inputSize: 64, weights })],
  ['ShuffleNet v2', () => shufflenetV2({ inputSize: 64, weights })],
  ['EfficientNet B0', () => efficientnetB0({ inputSize: 64, weights })],
];

it.each(sampleOf('JSON of networks', NETWORKS, 5))('%s', (_, build) => {
  const { graph } = build();
  const text = JSON.stringify(graphToJson(graph));
  const parsed = atOnce(parseGraphJson(JSON.parse(text)));
  const again = atOnce(buildGraph(parsed, graph.name, [...graph.constants.values()]));
  expect(JSON.stringify(graphToJson(again))).toBe(text);
  expect(printGraph(again)).toBe(printGraph(graph));
  expect([...again.constants.keys()]).toEqual([...graph.constants.keys()]);
  for (const [name, tensor] of again.constants) expect(tensor).toBe(graph.constants.get(name));
  expect(new Set(again.values.values())).toEqual(new Set(graph.values.values()));
});
