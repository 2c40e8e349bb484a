// How classifiers see pictures, and their names.
import { describe, expect, it } from 'vitest';
import { channelScales } from '../graph/model';
import {
  caffePreprocessing,
  cifarPreprocessing,
  classifierOf,
  imagenetPreprocessing,
} from './classifier';

describe('classifierOf', () => {
  it("has ImageNet's names for as many classes, and none otherwise", () => {
    const preprocessing = caffePreprocessing(224, 224);
    expect(classifierOf(preprocessing, 1000).labels).toBe('imagenet-1000');
    expect(classifierOf(preprocessing, 1001).labels).toBeNull();
  });
});

describe('imagenetPreprocessing', () => {
  it('takes the middle 224 of 256 pixels, and standardises each channel', () => {
    const how = imagenetPreprocessing(160);
    expect(how).toMatchObject({
      region: { centralSquare: 224 / 256 },
      resize: { width: 160, height: 160 },
      crop: { width: 160, height: 160 },
      channelOrder: 'rgb',
    });
    const scales = channelScales(how);
    const of = (level: number) => how.mean.map((mean, i) => (level - mean) * (scales[i] ?? 0));
    for (const [i, value] of [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225].entries()) {
      expect(of(0)[i]).toBeCloseTo(value, 12);
    }
    for (const [i, value] of [0.515 / 0.229, 0.544 / 0.224, 0.594 / 0.225].entries()) {
      expect(of(255)[i]).toBeCloseTo(value, 12);
    }
  });
});

describe('cifarPreprocessing', () => {
  it('takes the whole picture', () => {
    const how = cifarPreprocessing(32);
    expect(how).toMatchObject({ region: 'full', crop: { width: 32, height: 32 } });
    expect(new Set(channelScales(how)).size).toBe(3);
  });
});

describe('channelScales', () => {
  it('repeats a scale that all channels share', () => {
    expect(channelScales(caffePreprocessing(224, 224))).toEqual([1, 1, 1]);
  });
});
