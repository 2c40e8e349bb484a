// Mod: what a division leaves, of real numbers and of whole ones.
import { intOf } from '../attributes';
import { isReal } from '../constant';
import { ONNX_TYPES } from '../onnx-model';
import type { Operand } from '../onnx-net';
import { type Composition, composed } from './composition';
import type { Converters } from './converter';
import { asReal } from './functions';

export const REMAINDERS: Converters = {
  Mod: composed((parts, node, net) => {
    const operands = [net.input(node, 0), net.input(node, 1)] as const;
    const type = typeOf(operands[0]);
    // The sign is the dividend's with it, the divisor's without; ONNX has the latter for whole numbers alone.
    const isOfDividend = intOf(node, 'fmod', 0) !== 0;
    if (!isOfDividend && isReal(type)) throw net.misfit(node, 'divides real numbers without fmod');
    for (const operand of operands) {
      if (operand.kind === 'computed' && operand.quantization !== undefined) {
        net.refuseIntegers(node, operand);
      }
    }
    const [x = '', y = ''] = operands.map((operand) => parts.name(asReal(operand)));
    const rest = parts.op('Mul', [remainder(parts, x, y), parts.op('Sign', [x])]);
    const signed = isOfDividend ? rest : withSignOf(parts, rest, y);
    if (isReal(type)) parts.give('Identity', [signed]);
    else parts.give('kindling.Whole', [signed], { to: type });
  }),
};

function typeOf(operand: Operand): number {
  return operand.kind === 'constant' ? operand.dataType : (operand.integer ?? ONNX_TYPES.FLOAT);
}

/** |x| − |y| ⌊|x| / |y|⌋. A quotient that was rounded across a whole number is one off. */
function remainder(parts: Composition, x: string, y: string): string {
  const [a, b] = [parts.op('Abs', [x]), parts.op('Abs', [y])];
  const times = parts.op('Floor', [parts.op('Div', [a, b])]);
  const rest = parts.op('Sub', [a, parts.op('Mul', [times, b])]);
  const isTooLarge = parts.op('GreaterOrEqual', [rest, b]);
  const less = parts.op('Where', [isTooLarge, parts.op('Sub', [rest, b]), rest]);
  const isNegative = parts.op('Less', [less, parts.real(0)]);
  return parts.op('Where', [isNegative, parts.op('Add', [less, b]), less]);
}

/** A remainder of the other sign is one divisor further. */
function withSignOf(parts: Composition, rest: string, y: string): string {
  const isOther = parts.op('Less', [parts.op('Mul', [rest, parts.op('Sign', [y])]), parts.real(0)]);
  return parts.op('Where', [isOther, parts.op('Add', [rest, y]), rest]);
}
