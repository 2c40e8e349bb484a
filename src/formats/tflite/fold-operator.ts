// Operators that compute with constants alone, as chains that work out shapes do: they are computed while the file is
// read, by the converters and the reference ops that everything else is measured by.
import { evaluateGraph } from '../../reference/evaluate-graph';
import type { Shape } from '../../tensor/tensor';
import { product } from '../../util/math';
import type { OperatorConverter } from './ops';
import { heldShape, type TfliteNet } from './tflite-net';
import type { TfliteOperator } from './tflite-operator';
import type { TfliteTensor } from './tflite-tensor';

/** Float32 has every whole number up to here: what is larger in a chain of shapes stands for "all there is". */
const MOST_EXACT = 2 ** 24;

/**
 * Makes what an operator writes constants.
 * @throws UnsupportedError for an operator that is not here, or as its converter throws.
 */
export function foldOperator(
  net: TfliteNet,
  operator: TfliteOperator,
  convert: OperatorConverter | undefined,
): void {
  if (operator.op === 'SHAPE') {
    net.fold(operator, wholeConstant(net, operator, sizesOf(net, operator)));
    return;
  }
  if (!convert) throw net.unsupported(operator, 'computes with constants');
  const scratch = net.scratch();
  convert(scratch, operator);
  operator.outputs.forEach((index, position) => {
    const value = scratch.computedValue(index);
    if (value === null) return;
    const { data, shape } = numbersOf(scratch, value);
    net.charge(data.length, net.output(operator, position).name);
    net.fold(operator, constantOf(net, operator, position, data, shape), position);
  });
}

/** The file's shapes are those of one image. */
function sizesOf(net: TfliteNet, operator: TfliteOperator): Shape {
  const [n, ...rest] = net.shapeOf(operator, 0);
  return n === undefined ? [] : [n / net.batch, ...rest];
}

function numbersOf({ graph }: TfliteNet, value: string) {
  const built = graph.build([value]);
  const tensor = evaluateGraph(built, {}).get(value);
  return { data: tensor?.data ?? new Float32Array(), shape: graph.shapeOf(value) };
}

function constantOf(
  net: TfliteNet,
  operator: TfliteOperator,
  position: number,
  numbers: ArrayLike<number>,
  held: Shape,
): TfliteTensor {
  const output = net.output(operator, position);
  const isScalar = output.shape.length === 0 && product(held) === 1;
  const shape = isScalar ? [] : held;
  const isWhole = output.type === 'INT32' || output.type === 'INT64';
  const whole = () => Int32Array.from(numbers, (value) => Math.trunc(value));
  if (isWhole && Array.from(numbers).some((value) => Math.abs(value) > MOST_EXACT)) {
    throw net.unsupported(operator, `gives whole numbers above ${MOST_EXACT}`);
  }
  const data = isWhole ? whole() : Float32Array.from(numbers);
  const type = isWhole ? 'INT32' : 'FLOAT32';
  return {
    ...output,
    shape,
    type,
    quantization: null,
    data: new Uint8Array(data.buffer),
    obstacle: null,
  };
}

function wholeConstant(net: TfliteNet, operator: TfliteOperator, sizes: Shape): TfliteTensor {
  const constant = constantOf(net, operator, 0, sizes, heldShape([sizes.length]));
  return { ...constant, shape: [sizes.length] };
}
