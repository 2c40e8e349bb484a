// Damaged JSON data: keys gone, parts of other types, absurd numbers, names that lead nowhere. Whatever the damage, reading
// ends, with a format error or with a graph that keeps the graph's rules.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileOp } from '../../../e2e/corpus/kindling-ops';
import { graphOf, mixedGraph, OP_CASES } from '../../../e2e/corpus/kindling-ops';
import { ModelFormatError } from '../../errors';
import type { Graph } from '../../graph/graph';
import { verifyGraph } from '../../graph/verify';
import { zeros } from '../../tensor/tensor';
import { atOnce } from '../../util/at-once';
import { buildGraph, graphToJson, parseGraphJson } from './graph-json';

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

/** Which place is damaged, how, and by what; they wrap around, since there are other places after each damage. */
interface Damage {
  readonly place: number;
  readonly kind: number;
  readonly choice: number;
}

const damages: fc.Arbitrary<Damage[]> = fc.array(
  fc.record({ place: fc.nat(999), kind: fc.nat(5), choice: fc.nat(999) }),
  { minLength: 1, maxLength: 3 },
);

function damage(json: object, { place, kind, choice }: Damage): void {
  const places = placesIn(json);
  const { parent, key } = places[place % places.length] as Place;
  const pick = <T>(from: readonly T[]): T => from[choice % from.length] as T;
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
      else parent[key] = structuredClone(pick(MISFITS));
      return;
    default:
      parent[key] = structuredClone(pick(MISFITS));
  }
}

/** What comes of JSON data: a graph that verifies, or why not. Any other error fails the test. */
function outcomeOf(json: unknown, what: string): Graph | ModelFormatError {
  try {
    const parsed = atOnce(parseGraphJson(json));
    // Tensors as a file gives them: made for what was declared, which is small enough by now.
    const tensors = parsed.constants.map(({ shape, dtype }) => ({ ...zeros([1], dtype), shape }));
    const graph = atOnce(buildGraph(parsed, 'damaged', tensors));
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
    let refused = 0;
    fc.assert(
      fc.property(damages, (several) => {
        const json: object = JSON.parse(text);
        for (const each of several) damage(json, each);
        const outcome = outcomeOf(json, name);
        if (outcome instanceof ModelFormatError) refused++;
        else expect(outcomeOf(graphToJson(outcome), name)).toEqual(outcome);
      }),
      { numRuns: cases },
    );
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
