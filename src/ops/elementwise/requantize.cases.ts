// Every rule for ties; factors of either sign.
import type { Cases } from '../cases';
import { type requantize, TIES } from './requantize';

export const cases: Cases<typeof requantize> = {
  attributes: () => TIES.map((ties) => ({ ties, origin: -3, range: [-5, 4] as const })),
  operands: (_, { channels }) => [{ name: 'factors', shape: [channels], isConstant: true }],
};
