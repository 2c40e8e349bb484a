// Which part of a picture goes where.
import type { Preprocessing } from '../graph/model';
import type { AxisPart } from './triangle-taps';

/** Source region and how it maps to the crop. All lengths in pixels. */
export interface ResizeGeometry {
  readonly region: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  /** The crop's columns and rows, of the region's. */
  readonly columns: AxisPart;
  readonly rows: AxisPart;
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
    columns: partOf(region.width, resize.width, crop.width),
    rows: partOf(region.height, resize.height, crop.height),
  };
}

function partOf(length: number, resized: number, size: number): AxisPart {
  return { size, start: Math.floor((resized - size) / 2), length, scale: length / resized };
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
