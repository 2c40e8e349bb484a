// Pictures that the page has: clothing for the network that comes with it, and a photograph-like one for the others.
import candle from '../../weights/samples/candle.png';
import fashion from '../../weights/samples/fashion-mnist-16.png';

/** A picture to try: one cell of a sheet of such pictures. */
export interface Sample {
  readonly name: string;
  readonly url: string;
  readonly column: number;
  readonly row: number;
  /** Of the sheet. */
  readonly columns: number;
  readonly rows: number;
}

const [COLUMNS, ROWS] = [8, 2];

/** Test pictures of Fashion-MNIST, none of which the network was trained on. © 2017 Zalando SE, MIT licence. */
export const FASHION_SAMPLES: readonly Sample[] = Array.from(
  { length: COLUMNS * ROWS },
  (_, index) => ({
    name: `Sample ${index + 1}`,
    url: fashion,
    column: index % COLUMNS,
    row: Math.floor(index / COLUMNS),
    columns: COLUMNS,
    rows: ROWS,
  }),
);

/** A drawing of this project. */
export const CANDLE: Sample = {
  name: 'Candle',
  url: candle,
  column: 0,
  row: 0,
  columns: 1,
  rows: 1,
};

/** The sample as a picture of its own. */
export async function blobOfSample({ url, column, row, columns, rows }: Sample): Promise<Blob> {
  const sheet = await createImageBitmap(await (await fetch(url)).blob());
  const [width, height] = [sheet.width / columns, sheet.height / rows];
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.drawImage(sheet, -column * width, -row * height);
  sheet.close();
  return canvas.convertToBlob();
}
