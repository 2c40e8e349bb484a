// Every function, with numbers that it is defined for.
import type { Cases } from '../cases';
import { UNARY, type unary } from './unary';
import { ROWS } from './unary.reference';

export const cases: Cases<typeof unary> = {
  attributes: () => UNARY.map((name) => ({ function: name })),
  domain: (attributes) => ROWS[attributes.function].domain ?? 'all',
};
