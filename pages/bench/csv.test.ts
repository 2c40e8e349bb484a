import { describe, expect, it } from 'vitest';
import { layerWith, networkWith, resultsWith } from './bench.fixtures';
import { printCsv } from './csv';

describe('printCsv', () => {
  it('has a row for each layer, and units in its header', () => {
    const layers = [layerWith(), layerWith({ name: 'a "b", c', durationMs: 0.25 })];
    const lines = printCsv(resultsWith({ networks: [networkWith({ layers })] })).split('\r\n');
    expect(lines).toHaveLength(4); // header, two layers, the end of the last line
    expect(lines[0]).toContain('inference median (ms)');
    expect(lines[1]).toBe(
      'squeezenet-1.1,,,1000000,2000,10,9,12,20,100,3000,8000,256,7,' +
        'conv1,conv2d,1x8x8x4,1000000,1000000,4,conv2d-direct,conv2d-direct__f32_nhwc4_k3',
    );
    expect(lines[2]).toContain('"a ""b"", c"');
  });

  it('has a row for a network without layers, as wide as the header', () => {
    const networks = [networkWith({ layers: null, coldStart: null, alpha: 0.5, rho: 160 })];
    const [header = '', row = ''] = printCsv(resultsWith({ networks })).split('\r\n');
    expect(row).toMatch(/^squeezenet-1\.1,0\.5,160,.*,12,20,,3000/);
    expect(row.split(',')).toHaveLength(header.split(',').length);
  });
});
