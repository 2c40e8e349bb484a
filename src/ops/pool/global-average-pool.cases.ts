// On a feature map, once.
import { type Cases, plainCases } from '../cases';
import type { globalAveragePool } from './global-average-pool';

export const cases: Cases<typeof globalAveragePool> = plainCases;
