// The newest frame of whatever plays: those that nobody takes in time are dropped and counted.
import { ImageError } from '../errors';
import type { Picture } from './picture';

/** What can be watched: a `<video>`, a camera's track, decoded frames, or a canvas. */
export type VideoSource =
  | HTMLVideoElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | MediaStreamTrack
  | ReadableStream<VideoFrame>;

/** One frame; `close` frees what was made for it. */
interface Frame {
  readonly picture: Picture;
  readonly timestampMs: number;
  /** Frames before it that nobody took. */
  readonly dropped: number;
  readonly close: () => void;
}

/** Frames as they come. */
export interface Frames {
  /** The newest frame that was not taken yet, at once or when it comes; null at the end. */
  next(): Promise<Frame | null>;
  /** Ends waiting and watching. */
  close(): void;
}

/** Not in TypeScript's library: only some browsers have it. */
declare class MediaStreamTrackProcessor {
  constructor(options: { track: MediaStreamTrack });
  readonly readable: ReadableStream<VideoFrame>;
}

/** Begins to watch. @throws ImageError for what is no video */
export async function framesOf(source: VideoSource): Promise<Frames> {
  if ('videoWidth' in source) return videoFrames(source);
  if ('getReader' in source) return streamFrames(source);
  if ('getContext' in source) return canvasFrames(source);
  if (!('enabled' in source)) {
    throw new ImageError(
      'A stream is of a <video>, a MediaStreamTrack, a ReadableStream of VideoFrames, or a canvas.',
    );
  }
  return 'MediaStreamTrackProcessor' in globalThis
    ? streamFrames(new MediaStreamTrackProcessor({ track: source }).readable)
    : trackFrames(source);
}

/** Holds the newest frame for whoever asks next. */
class Newest implements Frames {
  #frame: Omit<Frame, 'dropped'> | null = null;
  #waiting: ((frame: Frame | null) => void) | null = null;
  #dropped = 0;
  #isClosed = false;
  #error: unknown = null;
  readonly #stop: () => void;

  /** `start` is told of the frames; it returns what stops them. */
  constructor(start: (frames: Newest) => () => void) {
    this.#stop = start(this);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** A frame came, and `missed` others that were never seen. */
  put(frame: Omit<Frame, 'dropped'>, missed = 0): void {
    this.#dropped += missed;
    if (this.#isClosed) {
      frame.close();
      return;
    }
    if (this.#frame) {
      this.#frame.close();
      this.#dropped++;
    }
    this.#frame = frame;
    this.#hand();
  }

  /** No other frame comes; the last one is still there to be taken. */
  end(error: unknown = null): void {
    this.#error ??= error;
    this.#isClosed = true;
    this.#hand();
  }

  async next(): Promise<Frame | null> {
    const frame = await new Promise<Frame | null>((resolve) => {
      this.#waiting = resolve;
      this.#hand();
    });
    if (!frame && this.#error) throw this.#error;
    return frame;
  }

  close(): void {
    this.#frame?.close();
    this.#frame = null;
    this.end();
    this.#stop();
  }

  #hand(): void {
    const waiting = this.#waiting;
    if (!waiting || !(this.#frame || this.#isClosed)) return;
    const frame = this.#frame && { ...this.#frame, dropped: this.#dropped };
    this.#waiting = null;
    this.#frame = null;
    waiting(frame);
  }
}

/** Decoded frames, read as fast as they come. */
function streamFrames(stream: ReadableStream<VideoFrame>): Frames {
  const reader = stream.getReader();
  const pump = async (frames: Newest) => {
    try {
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        const frame = read.value;
        const close = () => frame.close();
        frames.put({ picture: frame, timestampMs: frame.timestamp / 1000, close });
        if (frames.isClosed) break;
      }
      frames.end();
    } catch (error) {
      frames.end(error);
    }
  };
  return new Newest((frames) => {
    void pump(frames);
    return () => void reader.cancel().catch(() => undefined);
  });
}

/** What an element shows; some browsers tell of each frame, in others its time is looked at as often as the page is drawn. */
function videoFrames(video: HTMLVideoElement): Frames {
  return new Newest((frames) => {
    const seen = (timestampMs: number, missed = 0) =>
      frames.put({ picture: video, timestampMs, close: () => undefined }, missed);
    const stop =
      'requestVideoFrameCallback' in video ? onFrames(video, seen) : onTimes(video, seen);
    const end = () => frames.end();
    const events = ['ended', 'emptied', 'error'];
    for (const event of events) video.addEventListener(event, end);
    if (video.ended) end();
    return () => {
      stop();
      for (const event of events) video.removeEventListener(event, end);
    };
  });
}

function onFrames(
  video: HTMLVideoElement,
  seen: (timestampMs: number, missed: number) => void,
): () => void {
  let handle = 0;
  let before = 0;
  const look = (_: number, metadata: VideoFrameCallbackMetadata) => {
    const { mediaTime, presentedFrames } = metadata;
    seen(1000 * mediaTime, before === 0 ? 0 : Math.max(0, presentedFrames - before - 1));
    before = presentedFrames;
    handle = video.requestVideoFrameCallback(look);
  };
  handle = video.requestVideoFrameCallback(look);
  // What a video that stands shows is a frame as well.
  if (video.paused && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
    seen(1000 * video.currentTime, 0);
  }
  return () => video.cancelVideoFrameCallback(handle);
}

function onTimes(video: HTMLVideoElement, seen: (timestampMs: number) => void): () => void {
  let before = -1;
  return everyDrawing(() => {
    const { currentTime, readyState } = video;
    if (readyState < HTMLMediaElement.HAVE_CURRENT_DATA || currentTime === before) return;
    before = currentTime;
    seen(1000 * currentTime);
  });
}

/** A canvas does not say when it was drawn on. */
function canvasFrames(picture: HTMLCanvasElement | OffscreenCanvas): Frames {
  return new Newest((frames) =>
    everyDrawing((timestampMs) => frames.put({ picture, timestampMs, close: () => undefined })),
  );
}

/** A camera in browsers that give its frames to elements alone. */
async function trackFrames(track: MediaStreamTrack): Promise<Frames> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  await video.play();
  const frames = videoFrames(video);
  return {
    next: () => frames.next(),
    close: () => {
      frames.close();
      video.srcObject = null;
    },
  };
}

function everyDrawing(look: (timestampMs: number) => void): () => void {
  let handle = 0;
  const drawn = (now: number) => {
    handle = requestAnimationFrame(drawn);
    look(now);
  };
  handle = requestAnimationFrame(drawn);
  return () => cancelAnimationFrame(handle);
}
