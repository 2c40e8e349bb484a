// Sizes that architectures are given or derive: checked, and rounded as the papers' own code rounds them.
import { GraphError } from '../errors';

/** Whether a size is a positive whole number, as every axis of a tensor has to be. */
export function isWhole(size: number): boolean {
  return Number.isInteger(size) && size > 0;
}

/** Refuses sizes that are not positive whole numbers, by their names. @throws GraphError */
export function checkSizes(network: string, sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (!isWhole(size)) {
      throw new GraphError(`${network} needs a positive whole number for ${name}, got ${size}.`);
    }
  }
}

/** Refuses a width multiplier that is no positive number. @throws GraphError */
export function checkWidthMultiplier(network: string, alpha: number): void {
  if (!(alpha > 0 && Number.isFinite(alpha))) {
    throw new GraphError(`${network}'s width multiplier alpha must be above 0, got ${alpha}.`);
  }
}

/**
 * Channels as MobileNet v2 and its successors round them: to the nearest multiple of 8, at least 8, and one step up
 * where that would lose more than a tenth.
 */
export function roundChannels(channels: number): number {
  const rounded = Math.max(8, 8 * Math.floor(channels / 8 + 0.5));
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}

/**
 * The input's side in pixels for MobileNet's resolution multiplier: a share of 224 up to 1, pixels above.
 * @throws GraphError when it is neither.
 */
export function sideOf(rho: number): number {
  const side = rho <= 1 ? Math.round(224 * rho) : rho;
  if (!(rho > 0) || !isWhole(side)) {
    throw new GraphError(
      `MobileNet's resolution rho must be in (0, 1] or whole pixels above 1, got ${rho}.`,
    );
  }
  return side;
}
