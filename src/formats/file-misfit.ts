// Operators that cannot be what their file says.
import { ModelFormatError } from '../errors';

/** Damage, unless somebody asked for sizes: then its reader says that these do not fit. */
export class FileMisfit extends ModelFormatError {
  /** What is said of the operator then. */
  readonly ofSizes: string;

  constructor(message: string, where: { layer: string | null; offset: number }, problem: string) {
    super(message, where);
    this.ofSizes = `does not fit the sizes that were asked for: it ${problem}`;
  }
}
