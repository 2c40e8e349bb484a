// What a command says of one picture, as a line of JSON Lines and as rows of CSV.
import { shownText } from '../shown-text';

/** What became of one picture: what the command found out, or why it could not. */
export type PictureRecord<Answer extends object> = { readonly image: string } & (
  | (Answer & { readonly error?: undefined })
  | { readonly error: PictureFailure }
);

/** Why a picture has no answer. */
export interface PictureFailure {
  /** As of the library's errors: `image`, `limit`; `input-file` where the file cannot be read. */
  readonly code: string;
  readonly message: string;
}

/** Columns of CSV between the picture and its error, and the rows of an answer: at least one. */
export interface Columns<Answer> {
  readonly names: readonly string[];
  readonly rows: (answer: Answer) => readonly (readonly (string | number)[])[];
}

/** A record as one line of JSON Lines. What a terminal would act on is escaped. */
export function jsonLine<Answer extends object>(
  model: string,
  { image, ...rest }: PictureRecord<Answer>,
): string {
  return shownText(JSON.stringify({ image, model, ...rest }));
}

/** The line that names the columns. */
export function csvHead<Answer>({ names }: Columns<Answer>): string {
  return csvRow(['image', ...names, 'error']);
}

/** A record as lines of CSV (RFC 4180). */
export function csvLines<Answer extends object>(
  { names, rows }: Columns<Answer>,
  record: PictureRecord<Answer>,
): string {
  const { image, error } = record;
  const lines = error
    ? [[image, ...names.map(() => ''), error.code]]
    : rows(record).map((row) => [image, ...row, '']);
  return lines.map(csvRow).join('\n');
}

function csvRow(fields: readonly (string | number)[]): string {
  return fields.map((field) => csvField(String(field))).join(',');
}

function csvField(text: string): string {
  const shown = shownText(text);
  return /[",]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
