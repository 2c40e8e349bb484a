// The two streams: results go to standard output, progress and notes to standard error.
import { shownLines } from './shown-text';

/** Writes a result, with a line break. What a terminal would act on is shown escaped. */
export function printResult(text: string): void {
  printStyled(shownLines(text));
}

/** Writes a result that has colours of ours in it, and no text of files. */
export function printStyled(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a result as one JSON document. What JSON leaves as it is, though a terminal would act on it, is escaped besides. */
export function printJson(value: unknown): void {
  printResult(JSON.stringify(value, null, 2));
}

/** Writes a note for people: what happens, not what came out. */
export function printNote(text: string): void {
  process.stderr.write(`${shownLines(text)}\n`);
}
