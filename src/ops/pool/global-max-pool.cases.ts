// On a feature map, once.
import { type Cases, plainCases } from '../cases';
import type { globalMaxPool } from './global-max-pool';

export const cases: Cases<typeof globalMaxPool> = plainCases;
