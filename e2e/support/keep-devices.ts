// The devices that a page opens, so that a test can lose them.

declare global {
  /** Set by `keepDevices`: all that were made, in order. */
  var devices: GPUDevice[];
}

/** Runs in the page, before any device is opened. */
export function keepDevices(): void {
  globalThis.devices = [];
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    globalThis.devices.push(device);
    return device;
  };
}
