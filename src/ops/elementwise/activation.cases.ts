// Every activation.
import type { Cases } from '../cases';
import type { activation } from './activation';
import { ACTIVATIONS } from './functions.cases';

export const cases: Cases<typeof activation> = {
  attributes: () => ACTIVATIONS.map((each) => ({ activation: each })),
};
