// A small picture of a sample: its cell of the sheet.
import type { Sample } from './samples';

/** Shows a sample. */
export function PixelSample({ sample: { url, column, row, columns, rows } }: { sample: Sample }) {
  // A background's position in per cent is where its own share meets the box's.
  const along = (index: number, count: number) => (count > 1 ? (100 * index) / (count - 1) : 0);
  return (
    <span
      class="sample-cell"
      style={{
        backgroundImage: `url(${url})`,
        backgroundSize: `${100 * columns}% ${100 * rows}%`,
        backgroundPosition: `${along(column, columns)}% ${along(row, rows)}%`,
      }}
    />
  );
}
