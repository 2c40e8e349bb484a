// On a feature map, once.
import { type Cases, plainCases } from '../cases';
import type { copy } from './copy';

export const cases: Cases<typeof copy> = plainCases;
