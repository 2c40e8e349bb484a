// Which part of a picture goes where: the numbers that the two resize shaders need.
import type { Preprocessing } from '../graph/model';

/** Source region and how it maps to the crop. All lengths in pixels. */
export interface ResizeGeometry {
  readonly region: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  /** Source pixels per resized pixel. */
  readonly scale: { readonly x: number; readonly y: number };
  /** Position of the crop in the resized picture. */
  readonly first: { readonly x: number; readonly y: number };
}

/** Geometry for a picture of this size. Crops are centred; halves round down. */
export function resizeGeometry(
  { region: part, resize, crop }: Preprocessing,
  picture: { readonly width: number; readonly height: number },
): ResizeGeometry {
  const region =
    part === 'full'
      ? { x: 0, y: 0, ...sizeOf(picture) }
      : centralSquare(picture, part.centralSquare);
  return {
    region,
    scale: { x: region.width / resize.width, y: region.height / resize.height },
    first: {
      x: Math.floor((resize.width - crop.width) / 2),
      y: Math.floor((resize.height - crop.height) / 2),
    },
  };
}

function sizeOf({ width, height }: { readonly width: number; readonly height: number }) {
  return { width, height };
}

function centralSquare(
  { width, height }: { readonly width: number; readonly height: number },
  share: number,
) {
  const side = Math.max(1, Math.floor(Math.min(width, height) * share));
  return {
    x: Math.floor((width - side) / 2),
    y: Math.floor((height - side) / 2),
    width: side,
    height: side,
  };
}
