// What a TFLite file can say about pictures and labels.

/** The name of the metadata among the file's own. */
export const METADATA_ENTRY = 'TFLITE_METADATA';

/** What is said about the first input and the first output. */
export interface TfliteMetadata {
  /** Names of the first output's entries in order; null where the file gives none. */
  readonly labels: readonly string[] | null;
  /** (x − mean) / std of 0…255 pixels, one number or one for each channel; null where the file gives none. */
  readonly normalization: {
    readonly mean: readonly number[];
    readonly std: readonly number[];
  } | null;
}

/** Of a file that says nothing. */
export const NO_METADATA: TfliteMetadata = { labels: null, normalization: null };
