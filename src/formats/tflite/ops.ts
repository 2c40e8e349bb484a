// The operators that a reader knows.
import type { SomeOp } from '../../ops/op';
import type { FusedActivation } from './schema';
import type { Stage, TfliteNet } from './tflite-net';
import type { TfliteOperator } from './tflite-operator';
import type { TfliteTensor } from './tflite-tensor';

/** Adds the nodes of one operator to a net. @throws KindlingError saying what about the operator does not fit. */
export type OperatorConverter = (net: TfliteNet, operator: TfliteOperator) => void;

/** Converters by the operator's name in the schema. */
export type Converters = Readonly<Record<string, OperatorConverter>>;

/** What becomes of operators. */
export interface TfliteOps {
  /** What converters build of, besides the ops that are loaded at once. */
  readonly builds: readonly SomeOp[];
  readonly converters: ReadonlyMap<string, OperatorConverter>;
  /** What follows an operator's arithmetic where its output is quantised; null where it is not, or where no file's is. */
  readonly finish?: Finish;
}

/** The stages that `finishingStages` gives for a quantised output. */
export type Finish = (
  net: TfliteNet,
  operator: TfliteOperator,
  fused: FusedActivation,
  keeps: readonly TfliteTensor[],
  position: number,
) => Stage[] | null;

/** Computes an operator of whose inputs all are constants, while the file is read. */
export type Folder = (
  net: TfliteNet,
  operator: TfliteOperator,
  convert: OperatorConverter | undefined,
) => void;
