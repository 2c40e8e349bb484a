// Which networks load the kernels that few need.
import { describe, expect, it } from 'vitest';
import { KERNELS } from '../kernels/core-kernels.gen';
import { DEPTHWISE_KERNELS } from '../kernels/depthwise-kernels.gen';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { SOFTWARE_KERNELS } from '../kernels/software-kernels.gen';
import { mobilenetV1 } from '../models/mobilenet-v1';
import { mobilenetV2 } from '../models/mobilenet-v2';
import { shufflenetV2 } from '../models/shufflenet-v2';
import { squeezenet } from '../models/squeezenet';
import { kernelsFor } from './kernels-for';
import { lowerBy } from './lowerings';
import { rankedGraph } from './plan.fixtures';
import { scheduleGraph } from './schedule';
import { plainTarget } from './target.fixtures';

describe('kernelsFor', () => {
  it.each([
    [squeezenet(), KERNELS],
    [mobilenetV1(), DEPTHWISE_KERNELS],
    [mobilenetV2(), DEPTHWISE_KERNELS],
  ])('gives $0.name on hardware what computes it on software too', async (model, kernels) => {
    const graph = rankedGraph(model);
    expect(await kernelsFor(graph, 'hardware')).toBe(kernels);
    for (const adapter of ['software', 'hardware'] as const) {
      // So the rules' own lowerings need no others either, and no other rule would lower anything.
      const { graph: scheduled } = scheduleGraph(graph, plainTarget(adapter), { kernels });
      expect(scheduled).toEqual(lowerBy()(graph, adapter));
    }
  });

  it('gives software adapters their own for depthwise layers, and for them alone', async () => {
    expect(await kernelsFor(rankedGraph(squeezenet()), 'software')).toBe(KERNELS);
    expect(await kernelsFor(rankedGraph(mobilenetV1()), 'software')).toBe(SOFTWARE_KERNELS);
    expect(await kernelsFor(rankedGraph(mobilenetV2()), 'software')).toBe(SOFTWARE_KERNELS);
    expect(await kernelsFor(rankedGraph(shufflenetV2()), 'software')).toBe(ALL_KERNELS);
  });

  it.each([shufflenetV2()])('gives $name all', async (model) => {
    const graph = rankedGraph(model);
    expect(await kernelsFor(graph, 'hardware')).toBe(ALL_KERNELS);
    expect(() => scheduleGraph(graph, plainTarget('software'))).toThrow(/No kernel computes/);
  });
});
