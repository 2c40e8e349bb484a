// Which networks load the kernels that few need.
import { describe, expect, it } from 'vitest';
import { KERNELS } from '../kernels/core-kernels.gen';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
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
  it.each([squeezenet(), mobilenetV1(), mobilenetV2()])(
    'gives $name the common ones',
    async (model) => {
      const graph = rankedGraph(model);
      expect(await kernelsFor(graph)).toBe(KERNELS);
      for (const adapter of ['software', 'hardware'] as const) {
        // So the rules' own lowerings need no others either, and no other rule would lower anything.
        const { graph: scheduled } = scheduleGraph(graph, plainTarget(adapter));
        expect(scheduled).toEqual(lowerBy()(graph, adapter));
      }
    },
  );

  it.each([shufflenetV2()])('gives $name all', async (model) => {
    const graph = rankedGraph(model);
    expect(await kernelsFor(graph)).toBe(ALL_KERNELS);
    expect(() => scheduleGraph(graph, plainTarget('software'))).toThrow(/No kernel computes/);
  });
});
