// One batch: every picture read, limited, classified. What is wrong with a picture is its record; what may pass is tried again.
import type { PlainPixels } from '../../src/index';
import { oneLine } from '../failures';
import type { TopClass } from '../page-session';
import { AddressError } from './address';
import { mapInFlight } from './in-flight';
import type { Stage } from './observers';
import { contentHash, type PictureRecord } from './records';

/** What a batch is done with. */
export interface BatchTools {
  readonly model: string;
  /** A picture's bytes. @throws AddressError */
  readonly read: (address: string) => Promise<Uint8Array>;
  /** Its pixels. @throws ImageError, LimitError where it is the picture's fault */
  readonly decode: (bytes: Uint8Array) => Promise<PlainPixels>;
  readonly classify: (pixels: PlainPixels) => Promise<readonly TopClass[]>;
  /** Pictures that are read at once. */
  readonly inFlight: number;
  /** Told how long a stage took for one picture. */
  readonly onStage: (stage: Stage, milliseconds: number) => void;
}

/** What a batch came to. */
export interface BatchOutcome {
  readonly records: readonly PictureRecord[];
  /** Pictures that could not be had for now, and why. */
  readonly passing: readonly { readonly address: string; readonly error: AddressError }[];
}

/** Codes of the library's errors that are a picture's fault. Any other is the batch's, or the worker's. */
const PICTURE_CODES = ['image', 'limit'];

/** Does a batch. @throws what is no picture's fault, once those under way have ended */
export async function answerBatch(
  addresses: readonly string[],
  tools: BatchTools,
): Promise<BatchOutcome> {
  const passing: { address: string; error: AddressError }[] = [];
  const records = await mapInFlight(addresses, tools.inFlight, async (address) => {
    try {
      return await answerPicture(address, tools);
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      if (!error.mayPass) return setAside(tools.model, address, error);
      passing.push({ address, error });
      return null;
    }
  });
  return { records: records.filter((record) => record !== null), passing };
}

/** The record of a picture that has no answer; `sha256` where its bytes are known. */
export function setAside(
  model: string,
  address: string,
  error: unknown,
  sha256: string | null = null,
): PictureRecord {
  return { address, sha256, model, error: { code: codeOf(error), message: oneLine(error) } };
}

async function answerPicture(address: string, tools: BatchTools): Promise<PictureRecord> {
  const { model, onStage } = tools;
  const start = performance.now();
  const bytes = await tools.read(address);
  const read = performance.now();
  onStage('fetch', read - start);
  const sha256 = contentHash(bytes);
  try {
    const pixels = await tools.decode(bytes);
    const decoded = performance.now();
    onStage('decode', decoded - read);
    const top = await tools.classify(pixels);
    onStage('classify', performance.now() - decoded);
    return { address, sha256, model, top };
  } catch (error) {
    if (!PICTURE_CODES.includes(codeOf(error))) throw error;
    return setAside(model, address, error, sha256);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
