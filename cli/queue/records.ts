// What comes of one picture, and what makes two records one: the address and what was there.
import { createHash } from 'node:crypto';
import type { TopClass } from '../page-session';

/** A picture's classes. */
export interface Answer {
  readonly address: string;
  /** Of the file's bytes, in hexadecimal digits. */
  readonly sha256: string;
  readonly model: string;
  readonly top: readonly TopClass[];
}

/** A picture without an answer, and why. */
export interface SetAside {
  readonly address: string;
  /** Null where its bytes could not be had. */
  readonly sha256: string | null;
  readonly model: string;
  readonly error: { readonly code: string; readonly message: string };
}

/** One line of what the collector writes. */
export type PictureRecord = Answer | SetAside;

/** Whether a picture was set aside. */
export function isSetAside(record: PictureRecord): record is SetAside {
  return 'error' in record;
}

/** SHA-256 of a picture's bytes, in hexadecimal digits. */
export function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Sixteen bytes that two records share only where address, content and kind are the same: equal pictures at two addresses are two. */
export function recordKey({ address, sha256, ...rest }: PictureRecord): Buffer {
  const kind = 'error' in rest ? 'error' : 'top';
  const text = JSON.stringify([address, sha256, kind]);
  return createHash('sha256').update(text).digest().subarray(0, 16);
}
