// Where the collector puts records.
import type { PictureRecord } from './records';

/** Takes records; once `write` has resolved, they are kept. */
export interface Sink {
  write(records: readonly PictureRecord[]): Promise<void>;
  close(): Promise<void>;
}
