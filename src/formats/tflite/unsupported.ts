// Says everything at once that keeps a file from being read, before anything is built from it.
import { UnsupportedError } from '../../errors';
import { refuseTooManyNodes } from '../../graph/most-nodes';
import { CONVERTERS } from './operators';
import { BYTES_PER_NUMBER } from './schema';
import type { TfliteFile } from './tflite-file';
import type { TfliteTensor } from './tflite-tensor';

/** Types of tensors that are computed; integers need a scale. */
const COMPUTED_TYPES = ['FLOAT32', 'UINT8', 'INT8', 'INT16'];
/** Tensors are listed up to here. */
const MAX_LISTED = 8;

/**
 * Checks that all operators and tensors of a file are of kinds that can be read.
 * @throws UnsupportedError listing all operators that cannot, with their counts, or else all such tensors.
 */
export function refuseUnsupported(file: TfliteFile, name: string): void {
  const counts = new Map<string, number>();
  for (const { op } of file.operators) {
    if (!CONVERTERS.has(op)) counts.set(op, (counts.get(op) ?? 0) + 1);
  }
  if (counts.size > 0) {
    const list = [...counts].map(([op, count]) => (count > 1 ? `${op} (${count}×)` : op));
    throw new UnsupportedError(
      `"${name}" uses ${counts.size} op${counts.size > 1 ? 's' : ''} that Kindling does not have: ${list.join(', ')}.`,
    );
  }
  refuseTooManyNodes(name, file.operators.length);
  const obstacles = usedTensors(file).flatMap((tensor) => {
    const obstacle = obstacleOf(tensor);
    return obstacle === null ? [] : [`"${tensor.name}" ${obstacle}`];
  });
  if (obstacles.length > 0) {
    const rest = obstacles.length > MAX_LISTED ? `, and ${obstacles.length - MAX_LISTED} more` : '';
    throw new UnsupportedError(
      `"${name}" has tensors that Kindling does not read: ${obstacles.slice(0, MAX_LISTED).join(', ')}${rest}.`,
    );
  }
}

function obstacleOf({ type, data, quantization, obstacle }: TfliteTensor): string | null {
  if (obstacle !== null) return obstacle;
  if (data) return type in BYTES_PER_NUMBER ? null : `is ${type}`;
  if (!COMPUTED_TYPES.includes(type)) return `is ${type}, and computed`;
  const isReal = type === 'FLOAT32' || quantization?.scales.length === 1;
  return isReal ? null : `is ${type} without one scale`;
}

function usedTensors({ inputs, outputs, operators, tensors }: TfliteFile): TfliteTensor[] {
  const used = new Set([...inputs, ...outputs]);
  for (const operator of operators) {
    for (const index of [...operator.inputs, ...operator.outputs]) used.add(index);
  }
  return [...used].flatMap((index) => tensors[index] ?? []);
}
