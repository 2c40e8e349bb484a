// Numbers in tables, whose heads have the unit.

/** Three digits that mean something, and never an exponent. */
export function digits(value: number): string {
  if (value === 0) return '0';
  if (value >= 100) return value.toFixed(0);
  return String(Number(value.toPrecision(3)));
}
