// On a feature map, once.
import { type Cases, plainCases } from '../cases';
import type { concat } from './concat';

export const cases: Cases<typeof concat> = plainCases;
