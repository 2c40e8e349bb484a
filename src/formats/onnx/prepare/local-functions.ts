// A model's own functions, put where they are called.

import { UnsupportedError } from '../../../errors';
import { decodeAttribute } from '../decode-attribute';
import { decodeNode } from '../decode-model';
import { FUNCTION } from '../further-proto-types';
import type { OnnxAttribute, OnnxModel, OnnxNode } from '../onnx-model';
import { opKey } from '../ops';
import { ProtoReader } from '../proto-reader';
import { ATTRIBUTE, NODE } from '../proto-types';

/** How deep functions may call one another. */
const DEEPEST = 16;

interface LocalFunction {
  readonly key: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes that are given where a call has none. */
  readonly defaults: readonly OnnxAttribute[];
  readonly nodes: readonly OnnxNode[];
}

/** The nodes, with each call of a function replaced by what it does. @throws UnsupportedError for functions that call themselves */
export function withoutFunctions({ functions, graph }: OnnxModel): OnnxNode[] {
  const known = new Map(functions.map(decodeFunction).map((one) => [one.key, one]));
  let calls = 0;
  const expanded = (nodes: readonly OnnxNode[], depth: number): OnnxNode[] =>
    nodes.flatMap((node) => {
      const called = known.get(opKey(node));
      if (!called) return [node];
      if (depth > DEEPEST) throw new UnsupportedError(`The function ${called.key} calls itself.`);
      calls++;
      return expanded(bodyOf(called, node, calls), depth + 1);
    });
  return expanded(graph.nodes, 0);
}

function decodeFunction(bytes: Uint8Array): LocalFunction {
  const reader = ProtoReader.of(bytes, FUNCTION);
  const [inputs, outputs]: [string[], string[]] = [[], []];
  const [defaults, nodes]: [OnnxAttribute[], OnnxNode[]] = [[], []];
  let [opType, domain] = ['', ''];
  for (const field of reader.fields()) {
    switch (field) {
      case 'name':
        opType = reader.string();
        break;
      case 'domain':
        domain = reader.string();
        break;
      case 'input':
        inputs.push(reader.string());
        break;
      case 'output':
        outputs.push(reader.string());
        break;
      case 'node':
        nodes.push(decodeNode(reader.message(NODE)));
        break;
      case 'attribute_proto':
        defaults.push(decodeAttribute(reader.message(ATTRIBUTE)));
        break;
      default:
        reader.ignore();
    }
  }
  return { key: opKey({ opType, domain }), inputs, outputs, defaults, nodes };
}

/** The nodes of a call: its inputs and outputs under the caller's names, all else under names of its own. */
function bodyOf(called: LocalFunction, call: OnnxNode, count: number): OnnxNode[] {
  const names = new Map<string, string>([
    ...called.inputs.map((name, i) => [name, call.inputs[i] ?? ''] as const),
    ...called.outputs.map((name, i) => [name, call.outputs[i] ?? ''] as const),
  ]);
  const renamed = (name: string) => {
    if (name === '') return '';
    const given = names.get(name);
    // An output that nobody reads is still read inside.
    return given === undefined || (given === '' && !called.inputs.includes(name))
      ? `${call.outputs[0] ?? ''}/${count}/${name}`
      : given;
  };
  return called.nodes.map((node) => ({
    ...node,
    name: `${call.name || (call.outputs[0] ?? '')}/${node.name || node.opType}`,
    inputs: node.inputs.map(renamed),
    outputs: node.outputs.map(renamed),
    attributes: node.attributes.flatMap((attribute) => {
      const { reference, name } = attribute;
      if (reference === undefined) return [attribute];
      const given = [...call.attributes, ...called.defaults].find((one) => one.name === reference);
      return given ? [{ ...given, name }] : [];
    }),
  }));
}
