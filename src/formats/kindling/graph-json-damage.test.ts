// Damaged JSON data: keys gone, parts of other types, absurd numbers, names that lead nowhere. Whatever the damage, reading
// ends, with a format error or with a graph that keeps the rules of the IR.
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../errors';
import type { Graph } from '../../graph/graph';
import { verifyGraph } from '../../graph/verify';
import { zeros } from '../../tensor/tensor';
import { seededRandom } from '../../util/random';
import { buildGraph, graphToJson, parseGraphJson } from './graph-json';
import type { FileOp } from './op-cases.fixtures';
import { graphOf, mixedGraph, OP_CASES } from './op-cases.fixtures';

/** A part of JSON data, and where it hangs. */
interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

/** Every part of JSON data but the root. */
function placesIn(parent: object): Place[] {
  return Object.entries(parent).flatMap(([key, part]) => [
    { parent: parent as Record<string, unknown>, key },
    ...(typeof part === 'object' && part !== null ? placesIn(part) : []),
  ]);
}

/** What stands where something else belongs. */
const MISFITS: readonly unknown[] = [
  null,
  true,
  false,
  '',
  'x',
  'conv1',
  'w',
  'nobody',
  '__proto__',
  'constructor',
  'NaN',
  '-Infinity',
  'n'.repeat(5000),
  0,
  -1,
  0.5,
  3,
  1e9,
  2 ** 31,
  -(2 ** 53),
  1e308,
  [],
  {},
  [[[]]],
  [1, 1],
  [1e6, 1e6],
  { clamp: [1, 0] },
  { elu: 'NaN' },
  JSON.parse('{"__proto__":{"kernel":[1,1]}}'),
  new Array(2000).fill('x'),
];

/** Does one kind of damage at one place. */
function damage({ parent, key }: Place, kind: number, pick: <T>(from: readonly T[]) => T): void {
  const part = parent[key];
  switch (kind) {
    case 0:
      delete parent[key];
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      return;
    case 1:
      Object.assign(parent, Array.isArray(parent) ? [] : { [pick(['foo', 'view', 'op'])]: 1 });
      return;
    case 2:
      if (Array.isArray(part)) part.push(part.length > 0 ? pick(part) : 1);
      else parent[key] = [part];
      return;
    case 3:
      if (Array.isArray(part)) part.reverse();
      else if (typeof part === 'number') parent[key] = part * pick([-1, 0.3, 2, 1e5, 1e12]);
      else parent[key] = pick(MISFITS);
      return;
    default:
      parent[key] = structuredClone(pick(MISFITS));
  }
}

/** What comes of JSON data: a graph that verifies, or why not. Any other error fails the test. */
function outcomeOf(json: unknown, what: string): Graph | ModelFormatError {
  try {
    const parsed = parseGraphJson(json);
    // Tensors as a file gives them: made for what was declared, which is small enough by now.
    const tensors = parsed.constants.map(({ shape, dtype }) => ({ ...zeros([1], dtype), shape }));
    const graph = buildGraph(parsed, 'damaged', tensors);
    verifyGraph(graph);
    return graph;
  } catch (error) {
    if (error instanceof ModelFormatError) return error;
    throw new Error(`${what}: ${error instanceof Error ? error.stack : error}`);
  }
}

const GRAPHS: readonly (readonly [string, Graph, number])[] = [
  ['several ops', mixedGraph(), 3000],
  ...(Object.keys(OP_CASES) as FileOp[]).map((op) => [op, graphOf(op, OP_CASES[op]), 150] as const),
];

describe('damaged JSON data are refused or read', () => {
  it.each(GRAPHS)('%s', (name, graph, cases) => {
    const text = JSON.stringify(graphToJson(graph));
    const random = seededRandom(text.length);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    let refused = 0;
    for (let i = 0; i < cases; i++) {
      const json: object = JSON.parse(text);
      for (let k = 0; k < 1 + (i % 3); k++) damage(pick(placesIn(json)), (i + k) % 6, pick);
      const what = `case ${i} of ${name}: ${JSON.stringify(json).slice(0, 3000)}`;
      const outcome = outcomeOf(json, what);
      if (outcome instanceof ModelFormatError) refused++;
      else expect(outcomeOf(graphToJson(outcome), what), what).toEqual(outcome);
    }
    expect(refused).toBeGreaterThan(cases / 3);
    expect(refused).toBeLessThan(cases);
    expect(outcomeOf(JSON.parse(text), 'whole')).not.toBeInstanceOf(ModelFormatError);
  });

  it('a chain that doubles its channels past all limits', () => {
    const json = {
      axisOrder: 'nhwc',
      inputs: [{ name: 'x0', shape: [1, 1, 1, 1] }],
      constants: [],
      nodes: Array.from({ length: 2000 }, (_, i) => ({
        op: 'concat',
        name: `x${i + 1}`,
        inputs: [`x${i}`, `x${i}`],
        outputs: [`x${i + 1}`],
        attributes: {},
      })),
      outputs: ['x2000'],
    };
    const outcome = outcomeOf(json, 'doubling');
    expect(outcome).toMatchObject({ layer: 'x29' });
    expect(outcome).toBeInstanceOf(ModelFormatError);
  });
});
