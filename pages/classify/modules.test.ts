// Layers and modules of real networks, as the page shows them.
import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/graph/model';
import { ALL_KERNELS } from '../../src/kernels/further-kernels.gen';
import { alexnet, densenet, mobilenetV1, squeezenet } from '../../src/models/index';
import { lowerBy } from '../../src/plan/lowerings';
import { planReport, reportModel } from '../../src/plan/report';
import { scheduleGraph } from '../../src/plan/schedule';
import { plainTarget } from '../../src/plan/target.fixtures';
import { optimizeGraph } from '../../src/rewrites/all-passes';
import { choosing, type Wants } from '../../src/rewrites/rewrite.fixtures';
import type { AdapterKind } from '../../src/util/adapter-kind';
import { layersOf, timesOf } from './layers';
import { modulesOf } from './modules';

function layersOn(model: Model, adapter: AdapterKind, wants: Readonly<Record<string, Wants>> = {}) {
  const { graph, plan } = scheduleGraph(optimizeGraph(model.graph), plainTarget(adapter), {
    kernels: ALL_KERNELS,
    lower: lowerBy(choosing(wants)),
  });
  return layersOf(
    reportModel(graph, planReport(plan), { name: model.name, byteLength: 0, graph: model.graph }),
  );
}

function modulesOn(model: Model, adapter: AdapterKind, wants?: Readonly<Record<string, Wants>>) {
  return modulesOf(layersOn(model, adapter, wants)).map(({ kind, title, layers }) => {
    return [kind, title, layers.length];
  });
}

describe('layers', () => {
  it('joins the dispatches of a Winograd convolution', () => {
    const layers = layersOn(squeezenet({ version: '1.0' }), 'software');
    const expand = layers.find(({ name }) => name === 'fire2/expand3x3');
    expect(expand).toMatchObject({
      op: 'conv2d',
      title: 'fire2/expand3x3',
      outputShape: [1, 55, 55, 64],
    });
    expect(expand?.dispatches.map(({ op }) => op)).toEqual([
      ...['winograd-input', 'winograd-multiply', 'winograd-output'],
    ]);
    expect(expand?.inputs).toEqual(['fire2/squeeze1x1']);
    // 3×3 convolution of 16 to 64 channels, and its bias.
    expect(expand?.parameters).toBe(9 * 16 * 64 + 64);
  });

  it('adds up the times of a layer’s dispatches', () => {
    const [layer] = layersOn(squeezenet({ version: '1.0' }), 'software').filter(
      ({ dispatches }) => dispatches.length === 3,
    );
    const profile = (layer?.dispatches ?? []).map((dispatch, index) => {
      return { ...dispatch, bytesMoved: 0, durationMs: index + 1 };
    });
    expect(timesOf(profile)).toEqual(new Map([[layer?.name, 6]]));
    expect(timesOf(null)).toBeNull();
  });

  it('leaves out what all names begin with', () => {
    const names = ['net/a/Relu6', 'net/b', 'net/c/d', 'net/e', 'net/f', 'top-k'];
    const layers = names.map((name) => ({
      ...{ name, op: 'conv2d', kernel: '', variant: '', inputs: [], outputShape: [1, 1] },
      ...{ parameters: 0, macs: 0, slot: 0, workgroups: [1, 1, 1] as const },
    }));
    const titles = layersOf({ layers } as never).map(({ title }) => title);
    expect(titles).toEqual(['a', 'b', 'c/d', 'e', 'f', 'top-k']);
  });
});

describe.each(['software', 'hardware'] as const)('modules on %s', (adapter) => {
  it('are the eight fire modules of SqueezeNet', () => {
    const modules = modulesOn(squeezenet({ version: '1.0' }), adapter);
    expect(modules.filter(([kind]) => kind === 'fire module')).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 9].map((number) => ['fire module', `fire${number}`, 3]),
    );
    expect(modules[0]).toEqual(['layer', 'conv1', 1]);
  });

  it('are fire modules, too, where a measurement put them into fewer dispatches', () => {
    const network = optimizeGraph(squeezenet({ version: '1.0' }).graph);
    const { graph, plan } = scheduleGraph(network, plainTarget(adapter), {
      kernels: ALL_KERNELS,
      lower: lowerBy(
        choosing({
          fire: (_, { take: [squeeze] }) => squeeze?.name.startsWith('fire2') ?? false,
          'fire-expand': () => true,
        }),
      ),
    });
    const report = reportModel(graph, planReport(plan), {
      name: 'squeezenet',
      byteLength: 0,
      graph: network,
    });
    const modules = modulesOf(layersOf(report)).filter(({ kind }) => kind === 'fire module');
    expect(modules.map(({ title, layers }) => [title, layers.length])).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 9].map((number) => [`fire${number}`, number === 2 ? 1 : 2]),
    );
  });

  it('are the thirteen separable blocks of MobileNet', () => {
    const modules = modulesOn(mobilenetV1({ alpha: 0.25 }), adapter);
    expect(
      modules.filter(([kind, , count]) => kind === 'separable block' && count === 2),
    ).toHaveLength(13);
  });

  it('are those blocks where each is one dispatch, too', () => {
    const model = mobilenetV1({ alpha: 0.25 });
    const modules = modulesOn(model, adapter, { 'separable-conv2d': () => true });
    const blocks = modules.filter(([kind]) => kind === 'separable block');
    expect(blocks).toHaveLength(13);
    expect(blocks[0]).toEqual(['separable block', 'conv_pw_1', 1]);
  });

  it('are the 58 dense layers of DenseNet-121', () => {
    const modules = modulesOn(densenet({ depth: 121 }), adapter);
    const dense = modules.filter(([kind, , count]) => kind === 'dense layer' && count === 2);
    // The first layer of each of the four blocks reads what is no concatenation yet.
    expect(dense.length).toBeGreaterThanOrEqual(54);
    expect(dense.length).toBeLessThanOrEqual(58);
  });

  it('are none in AlexNet, whose layers stand alone', () => {
    const modules = modulesOn(
      alexnet({ stem: 'cifar', inputSize: 32, hidden: 16, classes: 10 }),
      adapter,
    );
    expect(new Set(modules.map(([kind]) => kind))).toEqual(new Set(['layer']));
  });
});
