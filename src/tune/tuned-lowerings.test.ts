// What is lowered follows from what was measured.
import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { mobilenetV1 } from '../models/mobilenet-v1';
import { squeezenet } from '../models/squeezenet';
import type { WinogradTile } from '../ops/conv/winograd';
import { callOf } from '../plan/build-plan';
import { lowerBy } from '../plan/lowerings';
import { rankedGraph } from '../plan/plan.fixtures';
import { scheduleGraph } from '../plan/schedule';
import { plainTarget } from '../plan/target.fixtures';
import { byItsRule, rewritten } from '../rewrites/rewrite.fixtures';
import { winograd } from '../rewrites/winograd';
import type { AdapterKind } from '../util/adapter-kind';
import { callKey } from './call-key';
import { network } from './tune.fixtures';
import { loweredForms, tunedLowering } from './tuned-lowerings';
import type { Tuning } from './tuning';

/** Everywhere by one tile. */
const byTile = (graph: Graph, tile: WinogradTile) =>
  rewritten(graph, winograd, 'software', (_, { way }) => way === tile);

/** The tile of a network of one convolution; null where it is as it was. */
function tileOf({ nodes }: Graph): WinogradTile | null {
  const [first] = nodes;
  return first?.op === 'winograd-input' ? first.attributes.tile : null;
}

describe('Winograd convolutions', () => {
  const { graph, conv } = network();
  const stepsOf = (tile: WinogradTile) => {
    const lowered = byTile(graph, tile);
    return lowered.nodes.map((node) => callKey(callOf(lowered, node)));
  };
  const timed = (whole: number, small: readonly number[], large: readonly number[]) => {
    const [two, four] = [stepsOf(2), stepsOf(4)];
    return Object.fromEntries([
      [callKey(callOf(graph, conv)), { variant: '', ms: whole }],
      ...small.map((ms, index) => [two[index] ?? '', { variant: '', ms }] as const),
      ...large.map((ms, index) => [four[index] ?? '', { variant: '', ms }] as const),
    ]);
  };
  const chosen = (tuning: Tuning, on = graph, adapter: AdapterKind = 'software') =>
    tileOf(lowerBy(tunedLowering(tuning))(on, adapter));

  it('tells the steps of one tile from those of the other', () => {
    expect(new Set([...stepsOf(2), ...stepsOf(4)]).size).toBe(6);
    for (const key of stepsOf(4)) expect(key).toContain('"tile":4');
  });

  it('takes the tile whose three steps together are fastest, or none', () => {
    expect(chosen(timed(10, [1, 5, 3], [2, 6, 3]))).toBe(2);
    expect(chosen(timed(10, [2, 6, 1], [1, 5, 2]))).toBe(4);
    expect(chosen(timed(8, [1, 5, 3], [1, 5, 3]))).toBeNull();
    expect(chosen(timed(10, [4, 4, 4], [1, 5, 3]))).toBe(4);
  });

  it('keeps to the rules where a step was not measured', () => {
    for (const adapter of ['software', 'hardware'] as const) {
      const byRules = tileOf(byItsRule(graph, winograd, adapter));
      for (const tuning of [{}, timed(1, [1, 5], [1, 1, 1]), timed(100, [5, 5, 5], [1, 1])]) {
        expect(chosen(tuning, graph, adapter)).toBe(byRules);
      }
    }
  });

  it('asks for no measurements of a tile that is too large for a binding', () => {
    // 512×512 tiles of 16 elements of 12 channels are more than 128 MiB, 256×256 of 36 are not.
    const large = network(1, [1, 1024, 1024, 1], 12);
    const lowered = byTile(large.graph, 4);
    const tuning = Object.fromEntries([
      [callKey(callOf(large.graph, large.conv)), { variant: '', ms: 10 }],
      ...lowered.nodes.map(
        (node) => [callKey(callOf(lowered, node)), { variant: '', ms: 1 }] as const,
      ),
    ]);
    expect(lowered.nodes).toHaveLength(3);
    expect(chosen(tuning, large.graph)).toBe(4);
  });
});

describe('pairs of dispatches', () => {
  const graph = rankedGraph(
    squeezenet({ inputSize: 35, classes: 10, fires: 2, conv10Padding: 0, poolAfter: ['conv1'] }),
  );

  /** All that there is to measure takes a millisecond, but for some ops. */
  const timed = (slow: Readonly<Record<string, number>>): Tuning =>
    Object.fromEntries(
      loweredForms(graph, 'software').flatMap((form: Graph) =>
        form.nodes.map((node) => [
          callKey(callOf(form, node)),
          { variant: '', ms: slow[node.op] ?? 1 },
        ]),
      ),
    );
  const opsOf = (tuning: Tuning) => {
    const lowered = scheduleGraph(graph, plainTarget('software'), {
      kernels: ALL_KERNELS,
      lower: lowerBy(tunedLowering(tuning)),
    }).graph;
    return lowered.nodes.map(({ op }) => op);
  };
  const WINOGRAD = { 'winograd-input': 9, 'winograd-multiply': 9, 'winograd-output': 9 };
  const SLOW = { ...WINOGRAD, fire: 9 };

  it.each([['fire-expand', 'concat', 2]] as const)(
    'one dispatch (%s) is taken where two take longer',
    (op, gone, times) => {
      const ops = opsOf(timed(SLOW));
      expect(ops.filter((each) => each === op)).toHaveLength(times);
      expect(ops).not.toContain(gone);
    },
  );

  it.each(['fire-expand'])('two are, where %s does', (op) => {
    expect(opsOf(timed({ ...SLOW, [op]: 2.5 }))).not.toContain(op);
  });

  it('holds a fire module in one dispatch against its Winograd convolution', () => {
    // 5 and 5 as they are, 5 and 3 with the window by tiles: 7 lies between.
    const by = (expand: number) => opsOf(timed({ conv2d: 5, 'fire-expand': expand, fire: 20 }));
    expect(by(7)).toContain('fire-expand');
    expect(by(9)).not.toContain('fire-expand');
    expect(by(9)).toContain('winograd-multiply');
  });

  it.each([
    // Squeeze layer and 2 as they are, 1.5 both expand layers together.
    { fire: 2.9, expand: 2.5, taken: 'fire' },
    { fire: 2.4, expand: 1.5, taken: 'fire' },
    { fire: 2.6, expand: 1.5, taken: 'fire-expand' },
    { fire: 3.1, expand: 2.5, taken: 'conv2d' },
  ])('holds a whole fire module against all ways to expand: %o', ({ fire, expand, taken }) => {
    const ops = opsOf(timed({ ...WINOGRAD, fire, 'fire-expand': expand }));
    const counts = ['fire', 'fire-expand'].map((op) => ops.filter((each) => each === op).length);
    expect(counts).toEqual(['fire', 'fire-expand'].map((op) => (op === taken ? 2 : 0)));
  });

  it('holds a whole fire module against its Winograd convolution', () => {
    // 5 for the squeeze layer, 5 and 3 for the expand layers, or 20 together.
    const by = (fire: number) => opsOf(timed({ conv2d: 5, 'fire-expand': 20, fire }));
    expect(by(12)).toContain('fire');
    expect(by(14)).not.toContain('fire');
    expect(by(14)).toContain('winograd-multiply');
  });

  it('keeps to the default where one of both was not measured', () => {
    const measured = Object.entries(timed(WINOGRAD));
    for (const op of ['fire', 'fire-expand']) {
      const without = measured.filter(([key]) => !key.startsWith(`["${op}"`));
      expect(without.length).toBeLessThan(measured.length);
      expect(opsOf(Object.fromEntries(without))).not.toContain(op);
    }
    expect(opsOf({})).toEqual(
      scheduleGraph(graph, plainTarget('software')).graph.nodes.map(({ op }) => op),
    );
  });
});

describe('depthwise separable convolutions', () => {
  const graph = rankedGraph(mobilenetV1({ alpha: 0.25, rho: 32, classes: 10 }));

  /** All that there is to measure takes a millisecond, but for the op in question. */
  const timed = (ms: number): Tuning => {
    const slow: Readonly<Record<string, number>> = {
      'separable-conv2d': ms,
      'expand-depthwise': 9,
    };
    return Object.fromEntries(
      loweredForms(graph, 'software').flatMap((form) =>
        form.nodes.map((node) => [
          callKey(callOf(form, node)),
          { variant: '', ms: slow[node.op] ?? 1 },
        ]),
      ),
    );
  };
  const convolutions = (tuning: Tuning) => {
    const lower = lowerBy(tunedLowering(tuning));
    const { nodes } = scheduleGraph(graph, plainTarget('software'), {
      kernels: ALL_KERNELS,
      lower,
    }).graph;
    return nodes.flatMap(({ op, name }) => (op.endsWith('conv2d') ? [[op, name]] : []));
  };

  it('are one dispatch where that takes less than both together', () => {
    expect(convolutions(timed(1.9)).filter(([op]) => op === 'separable-conv2d')).toHaveLength(13);
    expect(convolutions(timed(2.1)).filter(([op]) => op === 'conv2d')).toHaveLength(27);
  });

  it('are judged each by itself, by both of its layers', () => {
    const lowered = loweredForms(graph, 'software').find(({ nodes }) =>
      nodes.some(({ op }) => op === 'separable-conv2d'),
    );
    const node = lowered?.nodes.find(({ name }) => name === 'conv_pw_3');
    if (!lowered || !node) throw new Error('The third block was not lowered.');
    const tuning = { ...timed(2.1), [callKey(callOf(lowered, node))]: { variant: '', ms: 1.9 } };
    const chosen = convolutions(tuning).filter(([op]) => op === 'separable-conv2d');
    expect(chosen).toEqual([['separable-conv2d', 'conv_pw_3']]);
  });

  it('stay two where one of the dispatches was not measured', () => {
    const measured = Object.entries(timed(0.5));
    for (const [op, part] of [
      ['separable-conv2d', ''],
      ['conv2d', '"groups":1,'],
    ] as const) {
      const without = measured.filter(
        ([key]) => !(key.startsWith(`["${op}"`) && key.includes(part)),
      );
      expect(without.length).toBeLessThan(measured.length);
      expect(convolutions(Object.fromEntries(without)).map(([each]) => each)).not.toContain(
        'separable-conv2d',
      );
    }
  });
});
