// The operators that a reader knows.
import type { SomeOp } from '../../ops/op';
import type { Finish, TfliteNet } from './tflite-net';
import type { TfliteOperator } from './tflite-operator';

/** Adds the nodes of one operator to a net. @throws KindlingError saying what about the operator does not fit. */
export type OperatorConverter = (net: TfliteNet, operator: TfliteOperator) => void;

/** Converters by the operator's name in the schema. */
export type Converters = Readonly<Record<string, OperatorConverter>>;

/** What becomes of operators. */
export interface TfliteOps {
  /** What converters build of, besides the ops that are loaded at once. */
  readonly builds: readonly SomeOp[];
  readonly converters: ReadonlyMap<string, OperatorConverter>;
  /** Not there where no output is quantised. */
  readonly finish?: Finish;
}

/** Computes an operator of whose inputs all are constants, while the file is read. */
export type Folder = (
  net: TfliteNet,
  operator: TfliteOperator,
  convert: OperatorConverter | undefined,
) => void;
