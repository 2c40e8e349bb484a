// The labels of `evaluate`: lines of image name, tab, class index.
import { InputFileError } from './failures';

/** The right class of one picture. */
export interface LabelledPicture {
  /** File name inside the folder that is evaluated. */
  readonly image: string;
  /** Class index, counted from 0 in the model's own classes. */
  readonly label: number;
}

/**
 * The labels in a file's text; blank lines are skipped.
 *
 * @param path what messages call the file.
 * @throws InputFileError for a line that is not `name<TAB>index`, a picture that is listed twice,
 * and a file without any label; names the line.
 */
export function parseLabels(text: string, path: string): readonly LabelledPicture[] {
  const lineOfImage = new Map<string, number>();
  const labelled: LabelledPicture[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.trim() === '') continue;
    const number = index + 1;
    const picture = parseLine(line);
    if (!picture) {
      throw new InputFileError(
        `${path}, line ${number}: want "image name<TAB>class index", got "${line}".`,
      );
    }
    const earlier = lineOfImage.get(picture.image);
    if (earlier !== undefined) {
      throw new InputFileError(
        `${path}, line ${number}: "${picture.image}" is listed in line ${earlier} already.`,
      );
    }
    lineOfImage.set(picture.image, number);
    labelled.push(picture);
  }
  if (labelled.length === 0) throw new InputFileError(`${path} has no labels in it.`);
  return labelled;
}

function parseLine(line: string): LabelledPicture | null {
  const [image = '', index = '', ...rest] = line.split('\t');
  const digits = index !== '' && [...index].every((letter) => letter >= '0' && letter <= '9');
  if (image === '' || !digits || rest.length > 0) return null;
  return { image, label: Number(index) };
}
