// Every error that Kindling throws on purpose. One base class, so that a caller can tell
// "Kindling explains" from "something broke"; the message says what, where, got and wanted, what to do.

/** Names come from files, and crafted ones have a million letters; people read less. */
const MOST_CHARACTERS = 4000;

/** Base of all errors that Kindling throws on purpose; `code` is stable across releases. */
export class KindlingError extends Error {
  // Written out in every class, since the names of classes are letters once a bundler has minified them.
  override readonly name: string = 'KindlingError';
  /** A stable, machine-readable name of the kind of failure. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(clipped(message), options);
    this.code = code;
  }
}

/** `navigator.gpu` does not exist: no WebGPU in this browser, or the page is not a secure context. */
export class WebGPUUnavailableError extends KindlingError {
  override readonly name = 'WebGPUUnavailableError';

  constructor(message: string) {
    super('webgpu-unavailable', message);
  }
}

/** WebGPU exists, but the browser offers no adapter (no usable GPU, or it is blocklisted), or one without a device. */
export class AdapterUnavailableError extends KindlingError {
  override readonly name = 'AdapterUnavailableError';

  constructor(message: string, options?: ErrorOptions) {
    super('adapter-unavailable', message, options);
  }
}

/** A model or picture needs more of something than the device has, or than a load was allowed. */
export class LimitError extends KindlingError {
  override readonly name = 'LimitError';
  /** The limit that is short: WebGPU's name of it, as in `device.limits`, or `memoryLimit` or `computeLimit` of `load`. */
  declare readonly limit: string;
  /** What was needed, in the limit's unit: bytes, pixels, workgroups, multiply-adds. */
  declare readonly needed: number;
  /** What this device has, or the caller allows. */
  declare readonly available: number;
  /** The node that asked for it, where it was one. */
  declare readonly node?: string;

  constructor(
    message: string,
    short: { limit: string; needed: number; available: number; node?: string },
  ) {
    super('limit', message);
    Object.assign(this, short);
  }
}

/** The GPU device went away while it was needed (driver reset, `device.destroy()`, tab in the background). */
export class DeviceLostError extends KindlingError {
  override readonly name = 'DeviceLostError';

  constructor(message: string) {
    super('device-lost', message);
  }
}

/** WebGPU refused a shader, a pipeline or a command; the message carries WebGPU's own report. */
export class GPUFailureError extends KindlingError {
  override readonly name = 'GPUFailureError';

  constructor(message: string) {
    super('gpu-failure', message);
  }
}

/** A model file is not what its format says; `where` names the layer and the byte offset. */
export class ModelFormatError extends KindlingError {
  override readonly name = 'ModelFormatError';
  /** The layer in which reading stopped; null when it is not inside one. */
  readonly layer: string | null;
  /** Byte offset in the file. */
  readonly offset: number;

  constructor(message: string, where: { layer: string | null; offset: number }) {
    super('model-format', message);
    this.layer = where.layer;
    this.offset = where.offset;
  }
}

/** A graph breaks one of the graph's rules: unknown value, wrong shape, two producers. */
export class GraphError extends KindlingError {
  override readonly name = 'GraphError';

  constructor(message: string) {
    super('graph', message);
  }
}

/** The graph is valid, but nothing here can compute it: lists every node that no kernel accepts. */
export class UnsupportedError extends KindlingError {
  override readonly name = 'UnsupportedError';

  constructor(message: string) {
    super('unsupported', message);
  }
}

/** A tensor handed in or asked for does not exist or has the wrong shape or type. */
export class TensorError extends KindlingError {
  override readonly name = 'TensorError';

  constructor(message: string) {
    super('tensor', message);
  }
}

/** The input cannot be decoded as a picture. */
export class ImageError extends KindlingError {
  override readonly name = 'ImageError';

  constructor(message: string, options?: ErrorOptions) {
    super('image', message, options);
  }
}

/** A model name that the manifest does not have. */
export class UnknownModelError extends KindlingError {
  override readonly name = 'UnknownModelError';

  constructor(message: string) {
    super('unknown-model', message);
  }
}

/** No source had the weights; lists each source that was tried and why it failed. */
export class WeightsUnavailableError extends KindlingError {
  override readonly name = 'WeightsUnavailableError';

  constructor(message: string, options?: ErrorOptions) {
    super('weights-unavailable', message, options);
  }
}

/** A weights file was found, but its SHA-256 is not the one in the manifest. */
export class ChecksumError extends KindlingError {
  override readonly name = 'ChecksumError';

  constructor(message: string) {
    super('checksum', message);
  }
}

function clipped(message: string): string {
  return message.length > MOST_CHARACTERS ? `${message.slice(0, MOST_CHARACTERS)}…` : message;
}
