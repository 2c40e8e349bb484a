// Checks how a file's tensors and operators hang together: indices in range, one producer for each tensor, and every
// tensor there before it is read.
import type { ModelFormatError } from '../../errors';
import type { FlatTable } from './flat-table';
import type { TfliteOperator } from './tflite-operator';
import type { TfliteTensor } from './tflite-tensor';

/** One of a file's graphs. Operators are in execution order; every tensor that one reads is there by then. */
export interface Subgraph {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
}

/**
 * Checks a whole subgraph.
 * @throws ModelFormatError naming operator and tensor: an index out of range, two producers of a tensor (which a
 * cycle needs, too), or a tensor that is read before anything wrote it.
 */
export function checkStructure(file: Subgraph, subgraph: FlatTable<string>): void {
  checkInterface(file, subgraph);
  /** What wrote each tensor so far; constants have nothing to wait for. */
  const writers = new Map<number, string>(file.inputs.map((index) => [index, 'the model input']));
  for (const operator of file.operators) {
    for (const index of operator.inputs) {
      if (index === -1) continue;
      const tensor = tensorAt(file, operator, index);
      if (!tensor.data && !writers.has(index)) {
        throw misfit(operator, `reads ${describe(file, index)}, which nothing wrote before`);
      }
    }
    if (operator.outputs.length === 0) throw misfit(operator, 'has no output');
    for (const index of operator.outputs) {
      const tensor = tensorAt(file, operator, index);
      const writer = tensor.data ? 'the file, as a constant' : writers.get(index);
      if (writer !== undefined) {
        throw misfit(operator, `writes ${describe(file, index)}, which ${writer} gives already`);
      }
      writers.set(index, `operator ${operator.index} (${operator.op})`);
    }
  }
  for (const index of file.outputs) {
    if (!writers.has(index) && !file.tensors[index]?.data) {
      throw subgraph.damaged(`has the output ${describe(file, index)}, which nothing writes`);
    }
  }
}

function checkInterface({ inputs, outputs, tensors }: Subgraph, subgraph: FlatTable<string>) {
  for (const [what, indices] of [
    ['input', inputs],
    ['output', outputs],
  ] as const) {
    if (indices.length === 0) throw subgraph.damaged(`has no ${what}`);
    if (what === 'input' && new Set(indices).size < indices.length) {
      throw subgraph.damaged('has an input twice');
    }
    const bad = indices.find((index) => !tensors[index]);
    if (bad !== undefined) {
      throw subgraph.damaged(`has tensor ${bad} as ${what}, but there are ${tensors.length}`);
    }
  }
  const constant = inputs.find((index) => tensors[index]?.data);
  if (constant !== undefined) {
    throw subgraph.damaged(`has tensor ${constant}, a constant, as input`);
  }
}

function tensorAt({ tensors }: Subgraph, operator: TfliteOperator, index: number) {
  const tensor = tensors[index];
  if (!tensor) throw misfit(operator, `names tensor ${index}, but there are ${tensors.length}`);
  return tensor;
}

function describe({ tensors }: Subgraph, index: number): string {
  return `tensor ${index} ("${tensors[index]?.name ?? ''}")`;
}

function misfit({ op, table }: TfliteOperator, problem: string): ModelFormatError {
  return table.damaged(`is ${op} and ${problem}`);
}
