// Types of workgroup-arrays.js for its test.

export interface Piece {
  readonly file: string;
  readonly text: string;
}

export function constantsIn(text: string): string[];
export function overrideSizedArrays(pieces: readonly Piece[]): string[];
