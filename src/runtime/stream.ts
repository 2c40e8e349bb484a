// A video classified as it plays: always the newest frame. Loaded only when it is asked for.
import type { Picture } from '../image/picture';
import { type Frames, framesOf, type VideoSource } from '../image/video-frames';
import type { CallOptions } from './call';
import type { Classification, PictureClassifier } from './classification';

// All answers that come one by one are one chunk.
export { classifyAll } from './classify-all';
export type { VideoSource };

/** How a video is classified. */
export interface StreamOptions extends CallOptions {
  /** How many answers a frame gets, as for `classify`. */
  readonly topK?: number;
}

/** The answers for one frame. */
export interface StreamResult {
  readonly top: readonly Classification[];
  /** When the frame is shown in its video, or was drawn on its canvas, ms. */
  readonly timestampMs: number;
  /** From the frame to its answer, ms: decoding, upload, network and readback, and no waiting for frames. */
  readonly durationMs: number;
  /** Frames that came before this one, and that nobody looked at: of all since the start. */
  readonly dropped: number;
}

/** Answers for the newest frame, one after the other. Returns when the video ends or the signal aborts. */
export async function* streamAnswers(
  model: PictureClassifier,
  source: VideoSource,
  options: StreamOptions = {},
): AsyncGenerator<StreamResult, void, undefined> {
  const { signal = new AbortController().signal } = options;
  if (signal.aborted) return;
  const frames = await framesOf(source);
  const stop = () => frames.close();
  signal.addEventListener('abort', stop);
  try {
    if (!signal.aborted)
      yield* answersFor(frames, (picture) => model.classify(picture, { ...options, signal }));
  } catch (error) {
    // An abort is how a stream without an end ends.
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    frames.close();
  }
}

async function* answersFor(
  frames: Frames,
  classify: (picture: Picture) => Promise<readonly Classification[]>,
): AsyncGenerator<StreamResult, void, undefined> {
  for (let frame = await frames.next(); frame; frame = await frames.next()) {
    const { picture, timestampMs, dropped, close } = frame;
    const start = performance.now();
    let top: readonly Classification[];
    try {
      top = await classify(picture);
    } finally {
      close();
    }
    yield { top, timestampMs, durationMs: performance.now() - start, dropped };
  }
}
