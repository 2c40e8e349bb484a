// The ONNX file that a case of the op suite becomes, and seeded numbers for its inputs.

import { encodeOnnx } from '../../../src/formats/onnx/encode-model';
import {
  ONNX_TYPES,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from '../../../src/formats/onnx/onnx-model';
import { product } from '../../../src/util/math';
import { seededRandom } from '../../../src/util/random';
import type {
  CaseAttributes,
  CaseConstant,
  CaseGraphInput,
  CaseInput,
  CaseNode,
  OpCase,
} from './op-case';

/** A case as a file, with the numbers of its inputs. */
export interface CaseFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly inputs: Readonly<Record<string, CaseTensor>>;
  readonly outputs: readonly string[];
}

/** A tensor of single precision. */
export interface CaseTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** Attributes that are real even where their value is a whole number. */
const REAL_ATTRIBUTES: readonly string[] = [
  ...['alpha', 'beta', 'bias', 'cubic_coeff_a', 'epsilon', 'extrapolation_value', 'max', 'min'],
  ...['gamma', 'momentum', 'ratio', 'scales', 'value', 'value_float', 'value_floats'],
];

/** Builds the file. The same seed gives the same numbers. */
export function buildCaseFile(test: OpCase, seed: number): CaseFile {
  const parts = new CaseParts(seed);
  const nodes = test.nodes.map((node, position) => parts.node(node, position));
  const last = nodes.length - 1;
  const outputs = test.results ?? nodes[last]?.outputs ?? [];
  const bytes = encodeOnnx({
    irVersion: 8,
    producer: 'kindling-tests',
    opsets: { '': test.opset, 'com.microsoft': 1 },
    functions: [],
    graph: {
      name: 'case',
      nodes,
      initializers: parts.initializers,
      inputs: parts.infos,
      outputs: outputs.map((name) => valueInfo(name, null)),
      sparseInitializers: [],
    },
  });
  return { bytes: new Uint8Array(bytes), inputs: parts.inputs, outputs };
}

/** Collects inputs and constants while nodes are named. */
class CaseParts {
  readonly initializers: OnnxTensor[] = [];
  readonly infos: OnnxValueInfo[] = [];
  readonly inputs: Record<string, CaseTensor> = {};
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  node(node: CaseNode, position: number): OnnxNode {
    return {
      name: `node${position}`,
      opType: node.op,
      domain: node.domain,
      inputs: node.inputs.map((input) => this.#nameOf(input, position)),
      outputs: Array.from(
        { length: node.outputs },
        (_, i) => `y${position}${i > 0 ? `.${i}` : ''}`,
      ),
      attributes: this.#attributes(node.attributes),
      offset: 0,
    };
  }

  #nameOf(input: CaseInput, position: number): string {
    if (input === null) return '';
    if (typeof input === 'string') return input === '$' ? `y${position - 1}` : input;
    return input.kind === 'input' ? this.#input(input) : this.#constant(input);
  }

  #input({ dims, isPositive = false, type = ONNX_TYPES.FLOAT }: CaseGraphInput): string {
    const name = `x${this.infos.length}`;
    const data = Float32Array.from({ length: product(dims) }, () => this.#draw(isPositive));
    this.inputs[name] = { dims, data };
    this.infos.push({ name, elementType: type, dims });
    return name;
  }

  #constant(constant: CaseConstant): string {
    const name = `w${this.initializers.length}`;
    this.initializers.push(this.#tensor(name, constant));
    return name;
  }

  #tensor(name: string, { dims, type, numbers, isPositive = false }: CaseConstant): OnnxTensor {
    const drawn = numbers ?? Array.from({ length: product(dims) }, () => this.#draw(isPositive));
    return { name, dims, dataType: type, raw: null, numbers: drawn, isExternal: false, offset: 0 };
  }

  #attributes(attributes: CaseAttributes): OnnxAttribute[] {
    return Object.entries(attributes).map(([name, value]) => {
      const isReal = REAL_ATTRIBUTES.includes(name);
      if (typeof value === 'string') return { name, s: value };
      if (typeof value === 'number') return isReal ? { name, f: value } : { name, i: value };
      if ('kind' in value) return { name, t: this.#tensor('', value) };
      if (isTexts(value)) return { name, strings: value };
      return isReal ? { name, floats: value } : { name, ints: value };
    });
  }

  /**
   * Steps of 1/32 in [−2, 2): both signs, zeros and ties, and so short that sums of their products are exact in single
   * precision, in whatever order they are computed. Positive ones are in (0, 2].
   */
  #draw(isPositive: boolean): number {
    const steps = Math.floor(this.#random() * (isPositive ? 64 : 128));
    return isPositive ? (steps + 1) / 32 : steps / 32 - 2;
  }
}

function isTexts(values: readonly unknown[]): values is readonly string[] {
  return typeof values[0] === 'string';
}

function valueInfo(name: string, dims: readonly number[] | null): OnnxValueInfo {
  return { name, elementType: ONNX_TYPES.FLOAT, dims };
}
