// The ops that a reader knows.
import type { SomeOp } from '../../ops/op';
import type { Folder } from './folding/folder';
import type { OnnxModel, OnnxNode } from './onnx-model';
import type { Computed, OnnxNet, Operand } from './onnx-net';
import type { Converter } from './operators/converter';

/** What becomes of nodes, by op type. */
export interface OnnxOps {
  /** What converters build of, besides the ops that are loaded at once. */
  readonly builds: readonly SomeOp[];
  /** Nodes that compute with inputs, by `opKey`. */
  readonly converters: ReadonlyMap<string, Converter>;
  /** Nodes that vanish when all their inputs are constants. */
  readonly folders: ReadonlyMap<string, Folder>;
  /** Element types of inputs. */
  readonly inputTypes: readonly number[];
  /** Makes a model of few files one of the common kind: functions put in their places, nodes in order. */
  readonly prepare?: (model: OnnxModel, inputs: InputSizes) => OnnxModel;
  /** What is given out for an operand that is quantised or of whole numbers. */
  readonly asOutput?: (net: OnnxNet, operand: Operand, name: string) => Computed;
}

/** Sizes of inputs by name, in the file's order of axes. */
export type InputSizes = Readonly<Record<string, readonly number[]>>;

/** What tells ops apart: the op type, behind its domain where that is not ONNX's own. */
export function opKey({ domain, opType }: Pick<OnnxNode, 'domain' | 'opType'>): string {
  return domain === '' ? opType : `${domain}.${opType}`;
}
