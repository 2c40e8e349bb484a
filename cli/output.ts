// The two streams: results go to standard output, progress and notes to standard error.

/** Writes a result, with a line break. */
export function printResult(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a result as one JSON document. */
export function printJson(value: unknown): void {
  printResult(JSON.stringify(value, null, 2));
}

/** Writes a note for people: what happens, not what came out. */
export function printNote(text: string): void {
  process.stderr.write(`${text}\n`);
}
