// Which part of a picture goes where.
import { describe, expect, it } from 'vitest';
import type { Preprocessing } from '../graph/model';
import { resizeGeometry } from './resize-geometry';

function how(given: Partial<Preprocessing>): Preprocessing {
  return {
    region: 'full',
    resize: { width: 256, height: 256 },
    crop: { width: 227, height: 227 },
    channelOrder: 'rgb',
    mean: [0, 0, 0],
    scale: 1,
    ...given,
  };
}

const square = how({
  region: { centralSquare: 0.875 },
  resize: { width: 224, height: 224 },
  crop: { width: 224, height: 224 },
});

describe('resizeGeometry', () => {
  it('squeezes the full picture, each axis by its own scale', () => {
    expect(resizeGeometry(how({}), { width: 512, height: 384 })).toEqual({
      region: { x: 0, y: 0, width: 512, height: 384 },
      columns: { size: 227, start: 14, length: 512, scale: 2 },
      rows: { size: 227, start: 14, length: 384, scale: 1.5 },
    });
  });

  it('takes a share of the shorter side around the centre', () => {
    const wide = resizeGeometry(square, { width: 640, height: 480 });
    expect(wide.region).toEqual({ x: 110, y: 30, width: 420, height: 420 });
    expect([wide.columns.scale, wide.rows.scale]).toEqual([1.875, 1.875]);
    const tall = resizeGeometry(square, { width: 480, height: 640 });
    expect(tall.region).toEqual({ x: 30, y: 110, width: 420, height: 420 });
  });

  it('rounds odd sizes down, region and position', () => {
    // 0.875 · 97 = 84.875; (97 − 84) / 2 = 6.5; (135 − 84) / 2 = 25.5.
    const { region } = resizeGeometry(square, { width: 135, height: 97 });
    expect(region).toEqual({ x: 25, y: 6, width: 84, height: 84 });
  });

  it('centres the crop in the resized picture, halves rounded down', () => {
    const startsOf = (preprocessing: Preprocessing) => {
      const { columns, rows } = resizeGeometry(preprocessing, { width: 9, height: 9 });
      return [columns.start, rows.start];
    };
    expect(startsOf(how({}))).toEqual([14, 14]);
    expect(startsOf(how({ crop: { width: 226, height: 255 } }))).toEqual([15, 0]);
    expect(startsOf(square)).toEqual([0, 0]);
  });

  it('enlarges a picture of one pixel', () => {
    const one = { width: 1, height: 1 };
    const whole = { x: 0, y: 0, ...one };
    expect(resizeGeometry(how({}), one).region).toEqual(whole);
    expect(resizeGeometry(how({}), one).columns.scale).toBe(1 / 256);
    expect(resizeGeometry(how({}), one).rows.scale).toBe(1 / 256);
    // 0.875 of one pixel is none; one is the least.
    expect(resizeGeometry(square, one).region).toEqual(whole);
  });

  it('keeps the region inside the picture', () => {
    for (let width = 1; width < 40; width++) {
      for (let height = 1; height < 40; height++) {
        const { region } = resizeGeometry(square, { width, height });
        const inside =
          region.x >= 0 && region.x + region.width <= width && region.y + region.height <= height;
        expect(inside && region.y >= 0, `${width}×${height}`).toBe(true);
      }
    }
  });
});
