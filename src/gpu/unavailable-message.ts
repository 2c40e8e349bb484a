// What users are told where WebGPU is absent, and what helps there. Loaded only then.
// It imports nothing, so that the core stays in one piece.

const ON_CPU = "or let the CPU compute: createRuntime({ backend: 'auto' })";

/** Why there is no `navigator.gpu`, by whether the page is a secure context, where there are such, and by what runs it. */
export function noWebGPUMessage(isSecure: boolean | undefined, userAgent = ''): string {
  if (isSecure === false) {
    return (
      'This page has no WebGPU: navigator.gpu is missing, since the page is not a secure context. Serve it by https, or ' +
      'from localhost.'
    );
  }
  // All browsers say that they are Mozilla; Node, Deno and Bun do not.
  if (!userAgent.startsWith('Mozilla')) {
    return (
      'There is no WebGPU here: navigator.gpu is missing. Give createRuntime a device of your own, such as one of the ' +
      `package webgpu, ${ON_CPU}.`
    );
  }
  // Firefox has it, but only on some systems without being told to; elsewhere a newer Firefox would not help.
  if (userAgent.includes('Firefox/')) {
    return (
      'This Firefox has no WebGPU: navigator.gpu is missing. Set dom.webgpu.enabled to true in about:config and reload the ' +
      `page (before Firefox 141, update it first), use Chrome, Edge or Safari, ${ON_CPU}.`
    );
  }
  return (
    'This browser has no WebGPU here: navigator.gpu is missing. Use one that has it (Chrome or Edge 113, Safari 26, ' +
    `Firefox 141 or later), ${ON_CPU}.`
  );
}

/** That a browser with WebGPU has no adapter. */
export const NO_ADAPTER =
  'WebGPU is there, but the browser offers no adapter: the GPU or its driver is blocked or missing. See chrome://gpu, or ' +
  'about:support in Firefox, and update the driver; in Chrome on Linux, switch on chrome://flags/#enable-unsafe-webgpu. Or ' +
  `start the browser with a software adapter, ${ON_CPU}.`;

/** That an adapter gives no device, by what it says. */
export function noDeviceMessage(cause: unknown): string {
  return `The adapter gives no device: ${cause} Update browser and driver, ${ON_CPU}.`;
}
