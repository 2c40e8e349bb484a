// A walk over the tiles of a Winograd convolution.
import { tilesOf, type WinogradTile } from './winograd';

/** Visits every tile with its number, how many there are, and the image and first pixel of y that it is for. */
export function forEachTile(
  [n, oh, ow]: readonly [number, number, number],
  tile: WinogradTile,
  visit: (index: number, tiles: number, image: number, row: number, column: number) => void,
): void {
  const [rows, columns] = tilesOf([oh, ow], tile);
  const tiles = n * rows * columns;
  for (let index = 0; index < tiles; index++) {
    const row = Math.floor(index / columns);
    const image = Math.floor(row / rows);
    visit(index, tiles, image, tile * (row % rows), tile * (index % columns));
  }
}
