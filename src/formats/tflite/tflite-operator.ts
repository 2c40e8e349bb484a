// The operators of a TFLite file: what they are called, which tensors they read and write, and their options.
import { emptyTable, type FlatTable, type Slots } from './flat-table';
import {
  BUILTIN_OPERATORS,
  CUSTOM_OPERATOR,
  type MODEL,
  OPERATOR,
  OPERATOR_CODE,
  type SUBGRAPH,
} from './schema';

/** An operator of the file. */
export interface TfliteOperator {
  readonly index: number;
  /** `CONV_2D`, or `CUSTOM:` and the custom code. */
  readonly op: string;
  /** Indices of tensors; −1 for an optional input that is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Where the operator is described. */
  readonly offset: number;
  /** For `optionsOf`. */
  readonly table: FlatTable<keyof typeof OPERATOR>;
}

/** All operators, in execution order, with a stop ahead of each. @throws ModelFormatError for an operator code that does not exist. */
export function* readOperators(
  model: FlatTable<keyof typeof MODEL>,
  subgraph: FlatTable<keyof typeof SUBGRAPH>,
): Generator<void, TfliteOperator[]> {
  const names = model
    .tables('operatorCodes', OPERATOR_CODE, (i) => `operator code ${i}`)
    .map(operatorName);
  const operators: TfliteOperator[] = [];
  for (const table of subgraph.tables('operators', OPERATOR, (i) => `operator ${i}`)) {
    yield;
    const index = operators.length;
    const opcode = table.uint32('opcodeIndex');
    const op = names[opcode];
    if (op === undefined) {
      throw table.damaged(`names operator code ${opcode}, but there are ${names.length}`);
    }
    const inputs = table.int32s('inputs') ?? [];
    const outputs = table.int32s('outputs') ?? [];
    operators.push({ index, op, inputs, outputs, offset: table.offset, table });
  }
  return operators;
}

/**
 * The options of an operator; all defaults where the file leaves the table out.
 * @throws ModelFormatError when the file gives the operator the options of another one.
 */
export function optionsOf<F extends string>(
  { op, index, table, offset }: TfliteOperator,
  { code, slots }: { readonly code: number; readonly slots: Slots<F> },
): FlatTable<F> {
  const named = () => `the options of operator ${index} (${op})`;
  const options = table.table('options', slots, named);
  if (!options) return emptyTable(slots, named, offset);
  const given = table.uint8('optionsType');
  if (given !== code) {
    throw options.damaged(`are of type ${given}, but this operator's have type ${code}`);
  }
  return options;
}

function operatorName(table: FlatTable<keyof typeof OPERATOR_CODE>): string {
  // Codes did not fit a byte any more at 127: since then a second field has them, and old files lack it.
  const code = Math.max(table.int8('oldBuiltinCode'), table.int32('builtinCode'));
  if (code === CUSTOM_OPERATOR) return `CUSTOM:${table.string('customCode') ?? ''}`;
  return BUILTIN_OPERATORS[code] ?? `BUILTIN_${code}`;
}
