// A table of figures that scrolls in itself where it is wider than its place.
/** A column's head; its unit stands below it. */
export interface Column {
  readonly head: string;
  readonly unit?: string;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
}

interface TableProps {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell is the row's name. */
  readonly rows: readonly (readonly string[])[];
}

/** Shows it. */
export function FiguresTable({ caption, columns, rows }: TableProps) {
  const sideOf = (index: number) => (columns[index]?.isNumber ? 'number' : undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="scrolling" tabIndex={0} aria-label={caption}>
      <table>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ head, unit }, index) => (
              <th key={head} scope="col" class={sideOf(index)}>
                {head}
                {unit && <span class="unit">{unit}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name = '', ...cells], row) => (
            <tr key={row}>
              <th scope="row">{name}</th>
              {cells.map((cell, index) => (
                <td key={index} class={sideOf(index + 1)}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
