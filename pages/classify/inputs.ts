// Where pictures come from: files, drops, pastes and the camera. A file that is no picture is taken as a network.
import { networkOfFile } from './networks';
import type { Session } from './session';
import type { Viewing } from './viewing';

/** Takes a file for what it is. */
export function takeFile(file: File, session: Session, viewing: Viewing): void {
  if (file.type.startsWith('image/')) viewing.show(file, file.name);
  else if (file.type.startsWith('video/')) void openVideo(viewing, file);
  else void session.choose(networkOfFile(file));
}

/** Takes what is dropped on the page or pasted into it. @returns a function that stops it */
export function listenForFiles(session: Session, viewing: Viewing): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const take = (files: Iterable<File> | undefined, event: Event) => {
    const [file] = files ?? [];
    if (!file) return;
    event.preventDefault();
    takeFile(file, session, viewing);
  };
  // Without this a browser opens what is dropped in place of the page.
  addEventListener('dragover', (event) => event.preventDefault(), { signal });
  addEventListener(
    'drop',
    (event) => {
      event.preventDefault();
      take(event.dataTransfer?.files, event);
    },
    { signal },
  );
  addEventListener('paste', (event) => take(event.clipboardData?.files, event), { signal });
  return () => listening.abort();
}

/** Looks through the camera, on phones the one at the back. A refusal is told like any failure. */
export async function openCamera(viewing: Viewing): Promise<void> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'environment' },
    });
    const video = videoElement();
    video.srcObject = stream;
    await video.play();
    viewing.watch(video, 'Camera');
  } catch (cause) {
    viewing.error.value = new CameraError(cause);
  }
}

/** The camera cannot be used. */
class CameraError extends Error {
  /** Explained by `explain`. */
  readonly code = 'camera';

  constructor(cause: unknown) {
    super(`The browser says: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'CameraError';
  }
}

async function openVideo(viewing: Viewing, file: File): Promise<void> {
  const video = videoElement();
  video.loop = true;
  video.src = URL.createObjectURL(file);
  try {
    await video.play();
    viewing.watch(video, file.name);
  } catch (error) {
    URL.revokeObjectURL(video.src);
    viewing.error.value = error;
  }
}

function videoElement(): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true; // others may not play by themselves
  video.playsInline = true;
  return video;
}
