// The ops that a reader knows.
import type { SomeOp } from '../../ops/op';
import type { Folder } from './folding/folder';
import type { Converter } from './operators/converter';

/** What becomes of nodes, by op type. */
export interface OnnxOps {
  /** What converters build of, besides the ops that are loaded at once. */
  readonly builds: readonly SomeOp[];
  /** Nodes that compute with inputs. */
  readonly converters: ReadonlyMap<string, Converter>;
  /** Nodes that vanish when all their inputs are constants. */
  readonly folders: ReadonlyMap<string, Folder>;
}
