// What failed, and what a person can do about it, in plain words.
/** A failure for people. */
export interface Explanation {
  readonly title: string;
  /** What the person can do. */
  readonly advice: string;
  /** What the library said, for those who want to know. */
  readonly detail: string;
}

const BY_CODE: Readonly<Record<string, Omit<Explanation, 'detail'>>> = {
  'webgpu-unavailable': {
    title: 'This browser has no WebGPU here',
    advice:
      'Open the page in Chrome or Edge 113, Safari 26 or Firefox 141, or a later one, over https or on localhost. Firefox for Linux has to be told: set dom.webgpu.enabled to true in about:config.',
  },
  'adapter-unavailable': {
    title: 'The browser offers no GPU',
    advice:
      'Update the graphics driver, look at chrome://gpu for what is blocked, or switch hardware acceleration on in the browser’s settings. In Chrome on Linux, switch on chrome://flags/#enable-unsafe-webgpu.',
  },
  'device-lost': {
    title: 'The GPU went away',
    advice: 'Try again. If that keeps happening, close other pages that use the GPU.',
  },
  limit: {
    title: 'This network is too large for this GPU',
    advice: 'Choose a smaller network, or one for smaller pictures.',
  },
  'gpu-failure': {
    title: 'The GPU refused the work',
    advice: 'Try again. If it fails again, the details below are worth a report.',
  },
  'model-format': {
    title: 'This file is damaged, or not a network',
    advice:
      'Drop an ONNX or TFLite file, SqueezeNet’s Deep Compression file, or a Kindling container, and check that its download was whole.',
  },
  graph: {
    title: 'This network does not fit together',
    advice: 'Its file says things that contradict one another: export it again.',
  },
  unsupported: {
    title: 'This network needs what Kindling does not have',
    advice: 'The details say which operation. Another network, or another export of it, may do.',
  },
  tensor: {
    title: 'This network does not take pictures',
    advice: 'This page shows classifiers: networks from one picture to probabilities of classes.',
  },
  camera: {
    title: 'The camera cannot be used',
    advice: 'Allow this page to use it in the browser’s settings, and close what else uses it.',
  },
  image: {
    title: 'This is not a picture that the browser reads',
    advice: 'Choose a JPEG, PNG, WebP, GIF or AVIF file.',
  },
  'weights-unavailable': {
    title: 'The network could not be downloaded',
    advice: 'Check the connection and try again, or drop the network’s file on the page.',
  },
  checksum: {
    title: 'The download is not the file it should be',
    advice: 'Try again. If it fails again, something between you and the server changes files.',
  },
};

/** Explains anything that was thrown. */
export function explain(error: unknown): Explanation {
  const detail = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return {
    title: 'Something went wrong',
    advice: 'Reload the page and try again.',
    ...BY_CODE[code],
    detail,
  };
}
