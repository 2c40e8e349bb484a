// What the page looks at, and what the network says of it: one picture, or a video frame by frame.

import { effect, signal, untracked } from '@preact/signals';
import type { Classification, LoadedModel } from '../../src/index';
import type { LayerProfile, Pixels } from '../../src/tools/index';
import { preview, profile } from '../../src/tools/index';
import { FrameRate } from './frame-rate';
import type { Loaded, Session } from './session';

/** A still picture. */
export interface Still {
  readonly kind: 'still';
  readonly blob: Blob;
  /** Shows it. */
  readonly url: string;
  readonly name: string;
  /** Whether it is one of the page's own, which its network knows. */
  readonly isSample: boolean;
}

/** A camera or a video file that plays. */
export interface Live {
  readonly kind: 'live';
  readonly video: HTMLVideoElement;
  readonly name: string;
}

/** What the network says. */
export interface Answer {
  readonly top: readonly Classification[];
  /** From the picture to its answer: decoding, upload, network, readback. */
  readonly durationMs: number;
  /** Frames a second; null for a still picture. */
  readonly framesPerSecond: number | null;
}

/** Inferences that layer times are the median of. */
const PROFILE_RUNS = 3;
/** How often a video shows what the network sees. */
const PREVIEW_EVERY_MS = 500;

/** Classifies whatever is shown, again for every network that comes. */
export class Viewing {
  readonly subject = signal<Still | Live | null>(null);
  readonly answer = signal<Answer | null>(null);
  /** What the network is shown. */
  readonly pixels = signal<Pixels | null>(null);
  /** Times of the layers of the network in use; null until they are measured. */
  readonly layers = signal<readonly LayerProfile[] | null>(null);
  readonly error = signal<unknown>(null);
  readonly #session: Session;
  /** Ended when another picture or network comes. */
  #current = new AbortController();

  constructor(session: Session) {
    this.#session = session;
    effect(() => {
      session.loaded.value;
      this.layers.value = null; // the times of another network
    });
    effect(() => {
      const loaded = session.loaded.value;
      const subject = this.subject.value;
      untracked(() => void this.#begin(loaded, subject));
    });
  }

  /** Looks at a still picture. */
  show(blob: Blob, name: string, isSample = false): void {
    this.#leave();
    this.subject.value = { kind: 'still', blob, url: URL.createObjectURL(blob), name, isSample };
  }

  /** Looks at a video until something else is shown; the video then stops. */
  watch(video: HTMLVideoElement, name: string): void {
    this.#leave();
    this.subject.value = { kind: 'live', video, name };
  }

  /** Stops a video. */
  stop(): void {
    this.#leave();
    this.subject.value = null;
  }

  #leave(): void {
    const subject = this.subject.value;
    if (subject?.kind === 'still') URL.revokeObjectURL(subject.url);
    if (subject?.kind === 'live') endVideo(subject.video);
  }

  async #begin(loaded: Loaded | null, subject: Still | Live | null): Promise<void> {
    this.#current.abort();
    this.#current = new AbortController();
    const { signal } = this.#current;
    this.error.value = null;
    this.answer.value = null;
    this.pixels.value = null;
    if (!loaded || !subject) return;
    try {
      await (subject.kind === 'still'
        ? this.#classifyOnce(loaded, subject, signal)
        : this.#classifyFrames(loaded, subject, signal));
    } catch (error) {
      if (!signal.aborted) this.error.value = error;
    }
  }

  async #classifyOnce({ model }: Loaded, { blob }: Still, signal: AbortSignal): Promise<void> {
    this.answer.value = await timedAnswer(model, blob, signal);
    this.pixels.value = await preview(model, blob, { signal });
    // A first picture may wait for the two shaders that prepare pictures; the second time is what every later one takes.
    this.answer.value = await timedAnswer(model, blob, signal);
    if (this.layers.value) return;
    // Of use to the next picture, too.
    const { layers } = await profile(model, { runs: PROFILE_RUNS, warmUp: 1 });
    if (this.#session.loaded.value?.model === model) this.layers.value = layers;
  }

  async #classifyFrames({ model }: Loaded, { video }: Live, signal: AbortSignal): Promise<void> {
    const rate = new FrameRate();
    let seen = Number.NEGATIVE_INFINITY;
    for await (const { top, durationMs } of model.stream(video, { signal })) {
      const now = performance.now();
      this.answer.value = { top, durationMs, framesPerSecond: rate.add(now) };
      if (now - seen < PREVIEW_EVERY_MS) continue;
      seen = now;
      this.pixels.value = await preview(model, video, { signal });
    }
  }
}

async function timedAnswer(model: LoadedModel, picture: Blob, signal: AbortSignal) {
  const start = performance.now();
  const top = await model.classify(picture, { signal });
  return { top, durationMs: performance.now() - start, framesPerSecond: null };
}

/** Frees a camera, or a video file's URL. */
function endVideo(video: HTMLVideoElement): void {
  video.pause();
  const { srcObject } = video;
  if (srcObject instanceof MediaStream) for (const track of srcObject.getTracks()) track.stop();
  video.srcObject = null;
  if (video.src) URL.revokeObjectURL(video.src);
}
