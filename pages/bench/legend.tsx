// What colours and symbols mean, as text beside them.
interface LegendProps {
  readonly entries: readonly string[];
  /** With the symbols of the roofline; squares otherwise. */
  readonly hasSymbols?: boolean;
}

/** Paths of d3's symbols, as charts draw them, in a box of 12. */
const SYMBOLS = [
  'M10 6A4 4 0 1 1 2 6A4 4 0 1 1 10 6Z',
  'M6 1L11 6L6 11L1 6Z',
  'M2 2H10V10H2Z',
  'M6 1L11 10H1Z',
] as const;
const SQUARE = 2;

/** Entries in the order of the series. */
export function Legend({ entries, hasSymbols = false }: LegendProps) {
  return (
    <ul class="legend">
      {entries.map((entry, index) => (
        <li key={entry}>
          <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
            <path class={`series-${index + 1}`} d={SYMBOLS[hasSymbols ? index : SQUARE] ?? ''} />
          </svg>
          {entry}
        </li>
      ))}
    </ul>
  );
}
