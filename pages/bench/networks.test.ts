import { describe, expect, it } from 'vitest';
import { costOfGraph } from '../../src/models/index';
import { planOf, UnknownNetworkError } from './networks';

describe('planOf', () => {
  it('has the networks of the full setting once each', () => {
    const names = planOf('full').networks.map(({ name }) => name);
    expect(names).toHaveLength(19);
    expect(new Set(names).size).toBe(19);
    expect(names).toEqual(
      expect.arrayContaining(['squeezenet-1.0', 'mobilenet-v1-1.0-224', 'densenet-121']),
    );
  });

  it('builds what the small setting names, of the size that it says', () => {
    const { networks } = planOf('small');
    for (const { name, rho, build } of networks) {
      const { graph } = build();
      const side = graph.values.get(graph.inputs[0] ?? '')?.shape[1];
      expect(side, name).toBe(rho ?? 227);
      expect(costOfGraph(graph).macs).toBeGreaterThan(1e6);
    }
  });

  it('has the variants only of networks that it measures', () => {
    for (const { networks, variantsOf } of [planOf('small'), planOf('full')]) {
      const names = networks.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining([...variantsOf]));
    }
  });

  it('takes networks by name, and refuses one that it does not know', () => {
    const plan = planOf('small', ['densenet-121', 'squeezenet-1.1']);
    expect(plan.networks.map(({ name }) => name)).toEqual(['densenet-121', 'squeezenet-1.1']);
    expect(plan.variantsOf).toEqual(['densenet-121']);
    expect(() => planOf('small', ['vgg'])).toThrow(UnknownNetworkError);
    expect(() => planOf('small', ['vgg'])).toThrow(/no network "vgg".*squeezenet-1\.0/);
  });
});
