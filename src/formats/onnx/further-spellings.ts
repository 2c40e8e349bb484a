// ONNX's names of further ops that differ from ours in nothing else: what the reader and the writer share.
import type { ComparisonName } from '../../ops/elementwise/comparison';
import type { UnaryName } from '../../ops/elementwise/unary';

/** Functions of one value that few files have. */
export const UNARY_SPELLINGS: readonly (readonly [opType: string, name: UnaryName])[] = [
  ['Abs', 'abs'],
  ['Neg', 'neg'],
  ['Sign', 'sign'],
  ['Floor', 'floor'],
  ['Ceil', 'ceil'],
  ['Round', 'round'],
  ['Sqrt', 'sqrt'],
  ['Reciprocal', 'reciprocal'],
  ['Exp', 'exp'],
  ['Log', 'log'],
  ['Sin', 'sin'],
  ['Cos', 'cos'],
  ['Erf', 'erf'],
  ['Mish', 'mish'],
  ['Softsign', 'softsign'],
];

/** What compares two values and gives truth values. */
export const COMPARISON_SPELLINGS: readonly (readonly [opType: string, name: ComparisonName])[] = [
  ['Equal', 'equal'],
  ['Less', 'less'],
  ['LessOrEqual', 'less-or-equal'],
  ['Greater', 'greater'],
  ['GreaterOrEqual', 'greater-or-equal'],
];
