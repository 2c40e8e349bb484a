// Colours and symbols of series, the same in all charts; bench.css says what the colours are, by light and by dark.
import { LAYER_KINDS } from '../layer-points';

/** Series colours, in order. */
export const SERIES = [
  'var(--series-1)',
  'var(--series-2)',
  'var(--series-3)',
  'var(--series-4)',
] as const;

const SYMBOLS = ['circle', 'diamond2', 'square2', 'triangle2'] as const;

/** Of kinds of layers. */
export const kindColour = { type: 'ordinal', domain: LAYER_KINDS, range: SERIES } as const;

/** Told apart without colour too. */
export const kindSymbol = { type: 'ordinal', domain: LAYER_KINDS, range: SYMBOLS } as const;
