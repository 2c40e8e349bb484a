// A case of the op suite: one ONNX node, or a few, with seeded inputs, written as a line.
import { ONNX_TYPES } from '../../../src/formats/onnx/onnx-model';

/** A computed input of the graph. */
export interface CaseGraphInput {
  readonly kind: 'input';
  readonly dims: readonly number[];
  /** Whether its numbers are positive: for divisors. */
  readonly isPositive?: boolean;
  /** FLOAT where absent. */
  readonly type?: number;
}

/** A constant: of seeded real numbers where `numbers` is absent. */
export interface CaseConstant {
  readonly kind: 'constant';
  readonly dims: readonly number[];
  readonly type: number;
  readonly numbers?: readonly number[];
  /** Whether seeded numbers are positive: for variances and divisors. */
  readonly isPositive?: boolean;
}

/**
 * What a node reads. Text names something that is there: `$` what the node before gives, `x0` the first graph input,
 * `y2` what the third node gives, `y2.1` its second output. Null is an input that is left out.
 */
export type CaseInput = CaseGraphInput | CaseConstant | string | null;

/** Attributes by name: numbers that are whole are INT unless the name says that they are real. */
export type CaseAttributes = Readonly<
  Record<string, number | string | readonly number[] | readonly string[] | CaseConstant>
>;

/** One node. */
export interface CaseNode {
  readonly op: string;
  readonly inputs: readonly CaseInput[];
  readonly attributes: CaseAttributes;
  /** How many outputs it has. */
  readonly outputs: number;
  readonly domain: string;
}

/** A few nodes of one op set. */
export interface OpCase {
  readonly nodes: readonly CaseNode[];
  readonly opset: number;
  /** The graph's outputs, as inputs are named; those of the last node where absent. */
  readonly results?: readonly string[];
}

/** A computed input. */
export function x(...dims: number[]): CaseGraphInput {
  return { kind: 'input', dims };
}

/** A computed input of positive numbers. */
export function xp(...dims: number[]): CaseGraphInput {
  return { kind: 'input', dims, isPositive: true };
}

/** A constant of seeded numbers. */
export function w(...dims: number[]): CaseConstant {
  return { kind: 'constant', dims, type: ONNX_TYPES.FLOAT };
}

/** A constant of seeded positive numbers. */
export function wp(...dims: number[]): CaseConstant {
  return { kind: 'constant', dims, type: ONNX_TYPES.FLOAT, isPositive: true };
}

/** A constant of these real numbers: a vector, or a single number. */
export function f(numbers: number | readonly number[]): CaseConstant {
  return i(numbers, ONNX_TYPES.FLOAT);
}

/** A constant of these whole numbers, INT64 unless said otherwise: a vector or a single number unless `dims` are given. */
export function i(
  numbers: number | readonly number[],
  type: number = ONNX_TYPES.INT64,
  dims: readonly number[] = typeof numbers === 'number' ? [] : [numbers.length],
): CaseConstant {
  return { kind: 'constant', dims, type, numbers: [numbers].flat() };
}

/** One node. */
export function n(
  op: string,
  inputs: readonly CaseInput[],
  attributes: CaseAttributes = {},
  outputs = 1,
  domain = '',
): CaseNode {
  return { op, inputs, attributes, outputs, domain };
}

/** A case of one node. Op set 13 and one output unless said otherwise. */
export function op(
  name: string,
  inputs: readonly CaseInput[],
  attributes: CaseAttributes = {},
  { opset = 13, outputs = 1 }: { readonly opset?: number; readonly outputs?: number } = {},
): OpCase {
  return { nodes: [n(name, inputs, attributes, outputs)], opset };
}

/** A case of several nodes. */
export function net(
  nodes: readonly CaseNode[],
  { opset = 13, results }: { readonly opset?: number; readonly results?: readonly string[] } = {},
): OpCase {
  return { nodes, opset, ...(results ? { results } : {}) };
}

/** A case whose nodes each read what the one before gives: `x0` first, which has these dimensions. */
export function chain(
  dims: readonly number[],
  links: readonly (readonly [
    op: string,
    ...rest: (CaseInput | { readonly with: CaseAttributes })[],
  ])[],
  opset = 13,
): OpCase {
  const nodes = links.map(([name, ...rest], position) => {
    const inputs: CaseInput[] = [position === 0 ? x(...dims) : '$'];
    let attributes: CaseAttributes = {};
    for (const part of rest) {
      if (part !== null && typeof part === 'object' && 'with' in part) attributes = part.with;
      else inputs.push(part);
    }
    return n(name, inputs, attributes);
  });
  return { nodes, opset };
}

/** The case as one line, for names of tests. */
export function describeCase({ nodes, opset }: OpCase): string {
  const parts = nodes.map(({ op: name, inputs, attributes }) => {
    const settings = Object.entries(attributes).map(([key, value]) => ` ${key}=${shown(value)}`);
    return `${name}(${inputs.map(shown).join(' ')})${settings.join('')}`;
  });
  return `${parts.join(' > ')} opset ${opset}`;
}

function shown(value: CaseInput | number | readonly (number | string)[]): string {
  if (value === null) return '-';
  if (typeof value !== 'object' || !('kind' in value)) return `${value}`;
  const letter = value.kind === 'input' ? 'x' : 'w';
  const numbers = value.kind === 'constant' && value.numbers ? `=${value.numbers}` : '';
  return `${letter}[${value.dims}]${numbers}`;
}
