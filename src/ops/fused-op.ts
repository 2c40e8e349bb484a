// Ops that stand for several layers: what they are follows from the layers, so nothing is said of them twice.
import type { Shape } from '../tensor/tensor';
import type { Misfit } from './misfit';
import type { InputTuple, Op, SomeOp, ValueType } from './op';
import { rolesOf } from './op';
import type { Attributes, Schema } from './schema';

/** One of the layers: an op on the fused op's inputs and on what layers before it gave, by name. */
export interface Layer {
  readonly op: SomeOp;
  readonly attributes: object;
  readonly inputs: readonly string[];
  readonly output: string;
}

/** An op that is layers. The last one gives y. */
export interface FusedOp<
  N extends string = string,
  S extends Schema = Schema,
  I extends string = string,
> extends Op<N, S, I> {
  of(attributes: Attributes<S>, inputs: readonly Shape[]): readonly Layer[];
  /** Whether what is between the layers are short numbers where the inputs are: sums over windows, not over channels. */
  readonly staysShort: boolean;
}

/** A layer with the types of its values. */
export interface TypedLayer extends Layer {
  readonly types: readonly ValueType[];
  readonly result: ValueType;
}

/** A layer of an op; inputs are names, separated by spaces. */
export function layer<O extends SomeOp>(
  op: O,
  attributes: Attributes<O['attributes']>,
  inputs: string,
  output: string,
): Layer {
  return { op, attributes, inputs: inputs.split(' '), output };
}

/** What a fused op says of itself. */
interface Fusion<N extends string, S extends Schema, I extends string> {
  readonly name: N;
  readonly attributes: S;
  readonly inputs: I;
  readonly of: (attributes: Attributes<S>, inputs: readonly Shape[]) => readonly Layer[];
  readonly staysShort?: boolean;
  /** What is asked of the inputs beyond what the layers ask. @throws GraphError */
  readonly check?: (
    inputs: InputTuple<I, ValueType>,
    attributes: Attributes<S>,
    misfit: Misfit,
  ) => void;
}

/** An op by its layers: types and multiply-adds follow here, the reference and its bound in reference/. */
export function fusedOp<const N extends string, const S extends Schema, const I extends string>({
  check,
  staysShort = false,
  ...fusion
}: Fusion<N, S, I>): FusedOp<N, S, I> {
  const op: FusedOp<N, S, I> = {
    ...fusion,
    staysShort,
    isLowered: true,
    infer: (inputs, attributes, misfit) => {
      check?.(inputs, attributes, misfit);
      const last = typedLayers(op, inputs as readonly ValueType[], attributes, misfit).at(-1);
      return last ? [last.result] : [];
    },
    macs: (inputs, _, attributes) => {
      const types = inputs.map((shape) => ({ shape, dtype: 'f32' as const }));
      return typedLayers(op, types, attributes).reduce(
        (sum, { op: { macs }, types, result, attributes }) =>
          sum +
          (macs?.(
            types.map(({ shape }) => shape),
            result.shape,
            attributes,
          ) ?? 0),
        0,
      );
    },
  };
  return op;
}

/** Whether an op is layers. */
export function isFused(op: SomeOp): op is FusedOp<string, never> {
  return 'of' in op;
}

/** The layers in order, each with the types of what it reads and gives. @throws what `misfit` makes when they do not fit */
export function typedLayers<S extends Schema>(
  op: Pick<FusedOp<string, S>, 'of' | 'inputs'>,
  inputs: readonly ValueType[],
  attributes: Attributes<S>,
  misfit: Misfit = impossible,
): TypedLayer[] {
  const values = new Map(
    rolesOf(op).map(({ name }, index) => [name, inputs[index] as ValueType] as const),
  );
  const shapes = inputs.map(({ shape }) => shape);
  return op.of(attributes, shapes).map((each) => {
    const types = each.inputs.map((name) => values.get(name) as ValueType);
    const [result] = each.op.infer(types, each.attributes, misfit);
    values.set(each.output, result as ValueType);
    return { ...each, types, result: result as ValueType };
  });
}

/** Types that were inferred once fit. */
function impossible(problem: string): never {
  throw new RangeError(`A layer of a fused op ${problem}.`);
}
