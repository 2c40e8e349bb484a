// Every form, with pads of every side.
import type { Cases } from '../cases';
import { evenPads, NO_PADS } from '../window';
import { FORMS } from './winograd-forms.cases';
import type { winogradInput } from './winograd-input';

export const cases: Cases<typeof winogradInput> = {
  attributes: () =>
    [evenPads(1), NO_PADS, { top: 0, left: 2, bottom: 3, right: 1 }].flatMap((pads) =>
      FORMS.map((form) => ({ ...form, pads })),
    ),
  kernels: FORMS.length,
};
