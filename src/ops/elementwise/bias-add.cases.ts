// One number a channel.
import { type Cases, plainCases, weight } from '../cases';
import type { biasAdd } from './bias-add';

export const cases: Cases<typeof biasAdd> = {
  ...plainCases,
  operands: (_, { channels }) => [weight('b', [channels])],
};
