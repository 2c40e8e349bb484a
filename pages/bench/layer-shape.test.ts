import { describe, expect, it } from 'vitest';
import type { LayerReport } from '../../src/index';
import { mobilenetV1 } from '../../src/models/index';
import { describeShape } from './layer-shape';

const { graph } = mobilenetV1({ alpha: 0.25, rho: 128 });

/** What `inspect` would say of a layer. */
function layer(more: Partial<LayerReport>): LayerReport {
  return {
    ...{ name: '', op: 'conv2d', kernel: '', variant: '', parameters: 0, macs: 0, slot: 0 },
    ...{ inputs: [], outputShape: [1, 64, 64, 8], workgroups: [1, 1, 1] },
    ...more,
  };
}

describe('describeShape', () => {
  it('says kernel, stride and sizes of convolutions', () => {
    expect(describeShape(graph, layer({ name: 'conv1' }))).toBe(
      'conv 3×3 / 2, 128×128×3 → 64×64×8',
    );
    expect(describeShape(graph, layer({ name: 'conv_dw_1' }))).toBe(
      'depthwise 3×3, 64×64×8 → 64×64×8',
    );
  });

  it('says op and output of what the network as it was built does not have', () => {
    const step = layer({ name: 'conv1/winograd-input', op: 'winograd-input' });
    expect(describeShape(graph, step)).toBe('winograd-input → 64×64×8');
  });
});
