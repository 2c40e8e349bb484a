// What the networks cost beside what is published: parameters exactly, multiply-adds to the printed place.
// Parameter counts are those of torchvision's networks (DenseNets for CIFAR: of table 2 of arXiv:1608.06993), which
// count two numbers a channel for a batch normalisation, as is done here.
import { describe, expect, it } from 'vitest';
import { costOfGraph } from '../graph/cost';
import type { Model } from '../graph/model';
import {
  densenet,
  efficientnetB0,
  googlenet,
  mobilenetV2,
  mobilenetV3Small,
  resnet,
  shufflenetV2,
} from './index';
import { sharedZeros } from './weights';

const weights = sharedZeros();

/** Network, parameters, multiply-adds at its own input size and batch 1. */
const COSTS: readonly [string, Model, parameters: number, macs: number][] = [
  ['DenseNet-121', densenet({ weights }), 7_978_856, 2_834_161_664],
  ['DenseNet-169', densenet({ depth: 169, weights }), 14_149_480, 3_359_843_328],
  ['DenseNet-201', densenet({ depth: 201, weights }), 20_013_928, 4_291_365_888],
  ['DenseNet, L = 40, k = 12', densenet({ depth: 40, weights }), 1_019_722, 264_812_928],
  ['DenseNet-BC, L = 100, k = 12', densenet({ depth: 100, weights }), 769_162, 287_929_692],
  ['ResNet-18', resnet({ weights }), 11_689_512, 1_814_073_344],
  ['ResNet-34', resnet({ depth: 34, weights }), 21_797_672, 3_663_761_408],
  ['ResNet-50', resnet({ depth: 50, weights }), 25_557_032, 4_089_184_256],
  ['ShuffleNet v2 0.5', shufflenetV2({ alpha: 0.5, weights }), 1_366_792, 40_476_448],
  ['ShuffleNet v2 1.0', shufflenetV2({ weights }), 2_278_604, 144_907_992],
  ['ShuffleNet v2 1.5', shufflenetV2({ alpha: 1.5, weights }), 3_503_624, 295_759_392],
  ['ShuffleNet v2 2.0', shufflenetV2({ alpha: 2, weights }), 7_393_996, 583_253_464],
  ['MobileNet v2 0.75', mobilenetV2({ alpha: 0.75, weights }), 2_636_424, 209_069_792],
  ['MobileNet v2 1.0', mobilenetV2({ weights }), 3_504_872, 300_774_272],
  ['MobileNet v3 Small', mobilenetV3Small({ weights }), 2_542_856, 56_510_400],
  ['EfficientNet-B0', efficientnetB0({ weights }), 5_288_548, 385_814_752],
  ['GoogLeNet', googlenet({ weights }), 6_624_904, 1_498_376_192],
];

describe.each(COSTS)('%s', (_, { graph }, parameters, macs) => {
  it(`has ${parameters} parameters and ${macs} multiply-adds`, () => {
    expect(costOfGraph(graph)).toMatchObject({
      parameters,
      macs,
      weightBytes: 4 * parameters,
    });
  });
});

/** Multiply-adds in thousands of millions, as torchvision gives them beside its weights (`_ops`). */
const PUBLISHED: readonly [string, billions: string][] = [
  ['DenseNet-121', '2.834'],
  ['DenseNet-169', '3.360'],
  ['DenseNet-201', '4.291'],
  ['ResNet-18', '1.814'],
  ['ResNet-34', '3.664'],
  ['ResNet-50', '4.089'],
  ['ShuffleNet v2 0.5', '0.040'],
  ['ShuffleNet v2 1.0', '0.145'],
  ['ShuffleNet v2 1.5', '0.296'],
  ['ShuffleNet v2 2.0', '0.583'],
  ['MobileNet v2 1.0', '0.301'],
  ['MobileNet v3 Small', '0.057'],
  ['EfficientNet-B0', '0.386'],
  ['GoogLeNet', '1.498'],
];

it.each(PUBLISHED)('%s takes %s · 10⁹ multiply-adds', (network, billions) => {
  const macs = COSTS.find(([name]) => name === network)?.[3] ?? 0;
  expect((macs / 1e9).toFixed(3)).toBe(billions);
});
