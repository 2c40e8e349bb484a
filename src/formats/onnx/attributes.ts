// Attributes of a node, checked for their type.
import { ModelFormatError } from '../../errors';
import type { OnnxAttribute, OnnxNode, OnnxTensor } from './onnx-model';

/** A whole number. @throws ModelFormatError when the attribute has another type. */
export function intOf(node: OnnxNode, name: string, fallback: number): number {
  return field(node, name, 'i') ?? fallback;
}

/** Whole numbers; null where the node has no such attribute. @throws ModelFormatError as `intOf`. */
export function intsOf(node: OnnxNode, name: string): readonly number[] | null {
  return field(node, name, 'ints') ?? null;
}

/** A real number, not NaN. @throws ModelFormatError as `intOf`. */
export function floatOf(node: OnnxNode, name: string, fallback: number): number {
  const number = field(node, name, 'f') ?? fallback;
  if (!Number.isNaN(number)) return number;
  throw new ModelFormatError(
    `${describeNode(node)} has an attribute "${name}" that is NaN. The file is damaged.`,
    { layer: node.name, offset: node.offset },
  );
}

/** Real numbers; null where the node has no such attribute. @throws ModelFormatError as `intOf`. */
export function floatsOf(node: OnnxNode, name: string): readonly number[] | null {
  return field(node, name, 'floats') ?? null;
}

/** Text. @throws ModelFormatError as `intOf`. */
export function stringOf(node: OnnxNode, name: string, fallback: string): string {
  return field(node, name, 's') ?? fallback;
}

/** Several texts; null where the node has no such attribute. @throws ModelFormatError as `intOf`. */
export function stringsOf(node: OnnxNode, name: string): readonly string[] | null {
  return field(node, name, 'strings') ?? null;
}

/** A tensor; null where the node has no such attribute. @throws ModelFormatError as `intOf`. */
export function tensorOf(node: OnnxNode, name: string): OnnxTensor | null {
  return field(node, name, 't') ?? null;
}

/** `Conv "conv1"`, as messages name nodes: by name, else by what they write. */
export function describeNode({ opType, domain, name, outputs }: OnnxNode): string {
  const op = domain === '' ? opType : `${domain}.${opType}`;
  return `${op} "${name || outputs.find((output) => output !== '') || '?'}"`;
}

function field<F extends keyof OnnxAttribute>(
  node: OnnxNode,
  name: string,
  type: F,
): OnnxAttribute[F] | undefined {
  const attribute = node.attributes.find((candidate) => candidate.name === name);
  if (!attribute) return undefined;
  const value = attribute[type];
  if (value === undefined) {
    throw new ModelFormatError(
      `${describeNode(node)} has an attribute "${name}" of the wrong type. The file is damaged.`,
      { layer: node.name, offset: node.offset },
    );
  }
  return value;
}
