// Finding an adapter and a device, and saying what is missing when there is none.

import {
  AdapterUnavailableError,
  DeviceLostError,
  GPUFailureError,
  type KindlingError,
  WebGPUUnavailableError,
} from '../errors';
import type { Target } from '../plan/target';
import { FLOATS } from '../tensor/elements';
import { orAborted } from '../util/abort';
import type { AdapterKind } from '../util/adapter-kind';
import { Answers } from './answers';
import type { Abilities } from './unnamed-adapter';

/** The adapter that computes. */
export interface AdapterDescription {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** 'software' for adapters that compute on the CPU. */
  readonly kind: AdapterKind;
  /** 'compatibility' where the browser has no adapter with all of WebGPU, as on OpenGL ES; unknown of a caller's own device. */
  readonly featureLevel?: 'core' | 'compatibility';
}

/** What a caller may choose. */
export interface DeviceOptions {
  /** The caller's own device; it stays the caller's to destroy. */
  readonly device?: GPUDevice;
  readonly powerPreference?: GPUPowerPreference;
  /**
   * Whether empty submits hurry answers that are awaited, on devices where that was measured to gain, as in Firefox; true by
   * default.
   */
  readonly hurriesAnswers?: boolean;
  /** Called for errors that belong to no run; without it they go to the console. */
  readonly onError?: (error: KindlingError) => void;
}

/** A device with what is known of it. */
export interface Gpu {
  readonly device: GPUDevice;
  readonly adapter: AdapterDescription;
  /** What plans for it have to keep to; grows by variants that it refuses. */
  readonly target: Target;
  /** Rejects with DeviceLostError when the device goes away; never resolves. */
  readonly lost: Promise<never>;
  /**
   * Aborts with the same error. For whatever ends before the device does: each race against `lost` would leave a reaction
   * behind in it.
   */
  readonly loss: AbortSignal;
  /** What is awaited of the device. */
  readonly answers: Answers;
  /** Resolves once it is known how the device answers. Nothing should be submitted before. */
  readonly measured: Promise<void>;
  /** Destroys the device, unless it is the caller's. */
  readonly release: () => void;
}

/** Limits that models, pictures and kernels may need more of than WebGPU's defaults; asked for as far as the adapter goes. */
const WANTED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxTextureDimension2D',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/** Features that are used where an adapter has them. */
const WANTED_FEATURES: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups', 'shader-f16'];

/**
 * Opens a device.
 * @throws WebGPUUnavailableError without `navigator.gpu`; AdapterUnavailableError when there is no adapter or device.
 */
export async function openGpu(options: DeviceOptions = {}): Promise<Gpu> {
  const own = options.device;
  const opened = own
    ? { device: own, info: own.adapterInfo, abilities: own }
    : await requestDevice(options.powerPreference);
  const { device } = opened;
  const onUncaptured = ({ error }: GPUUncapturedErrorEvent) => {
    const failure = new GPUFailureError(`WebGPU reports: ${error.message}`);
    if (options.onError) options.onError(failure);
    else console.error(failure);
  };
  device.addEventListener('uncapturederror', onUncaptured);
  const lost = device.lost.then(({ reason, message }) => {
    throw new DeviceLostError(
      `The GPU device was lost (${reason}): ${message} Create a new runtime and load the model again.`,
    );
  });
  // Whoever waits on it sees the rejection; nobody waiting is no error.
  const losing = new AbortController();
  lost.catch((error) => losing.abort(error));
  const release = () => {
    device.removeEventListener('uncapturederror', onUncaptured);
    if (!options.device) device.destroy();
  };
  const answers = new Answers();
  const measured = options.hurriesAnswers === false ? Promise.resolve() : answers.measure(device);
  const adapter = await describeAdapter(opened);
  const { kind } = adapter;
  const { limits } = device;
  const abilities = await abilitiesOf(device);
  const target = { kind, limits, abilities, elements: FLOATS, struck: new Map() };
  return { device, adapter, target, lost, loss: losing.signal, answers, measured, release };
}

/** How long a device may take to report its loss after the first command failed for it, ms. */
const LOSS_REPORT_MS = 100;

/**
 * Waits for GPU work. Commands on a lost device fail with errors of their own, sometimes before the loss itself is
 * reported; then the loss is what is thrown.
 * @throws DeviceLostError, or what the work throws.
 */
export async function whileAlive<T>({ loss, answers }: Gpu, work: Promise<T>): Promise<T> {
  try {
    return await orAborted(loss, () => answers.of(work));
  } catch (error) {
    work.catch(() => undefined); // nobody looked at it, if the device was lost before
    await orAborted(loss, () => new Promise((resolve) => setTimeout(resolve, LOSS_REPORT_MS)));
    throw error;
  }
}

/** A device, and what the browser says of its adapter: older ones say nothing. */
interface OpenedDevice {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo | undefined;
  /** The adapter's, where it is known: devices have little more than was asked for. */
  readonly abilities: Abilities;
  readonly featureLevel?: 'core' | 'compatibility';
}

async function requestDevice(powerPreference?: GPUPowerPreference): Promise<OpenedDevice> {
  const gpu = globalThis.navigator?.gpu as GPU | undefined;
  if (!gpu) {
    const { noWebGPUMessage } = await import('./unavailable-message');
    const { isSecureContext, navigator } = globalThis;
    throw new WebGPUUnavailableError(noWebGPUMessage(isSecureContext, navigator?.userAgent));
  }
  const wanted = powerPreference ? { powerPreference } : {};
  const core = await gpu.requestAdapter(wanted);
  const adapter = core ?? (await gpu.requestAdapter({ ...wanted, featureLevel: 'compatibility' }));
  if (!adapter) {
    const { NO_ADAPTER } = await import('./unavailable-message');
    throw new AdapterUnavailableError(NO_ADAPTER);
  }
  const requiredLimits = Object.fromEntries(
    WANTED_LIMITS.map((name) => [name, adapter.limits[name]]),
  );
  const requiredFeatures = WANTED_FEATURES.filter((name) => adapter.features.has(name));
  try {
    const device = await adapter.requestDevice({ requiredLimits, requiredFeatures });
    // Chrome before 132 says it of the adapter alone.
    const info = device.adapterInfo ?? adapter.info;
    return { device, info, abilities: adapter, featureLevel: core ? 'core' : 'compatibility' };
  } catch (cause) {
    const { noDeviceMessage } = await import('./unavailable-message');
    throw new AdapterUnavailableError(noDeviceMessage(cause), { cause });
  }
}

async function describeAdapter({
  info,
  abilities,
  featureLevel,
}: OpenedDevice): Promise<AdapterDescription> {
  const { vendor = '', architecture = '', isFallbackAdapter } = info ?? {};
  // Firefox and adapters of OpenGL ES keep their names to themselves.
  const description =
    info?.description ||
    (vendor ? '' : (await import('./unnamed-adapter')).describeUnnamed(abilities));
  const isSoftware = isFallbackAdapter || SOFTWARE.test(`${vendor} ${architecture} ${description}`);
  const kind = isSoftware ? 'software' : 'hardware';
  return { vendor, architecture, description, kind, ...(featureLevel && { featureLevel }) };
}

/** What the shader language has there. Compilers refuse what adapters have, so each is tried: naga has no subgroups. */
async function abilitiesOf(device: GPUDevice): Promise<Set<string>> {
  if (!device.features.has('subgroups')) return new Set();
  device.pushErrorScope('validation');
  device.createShaderModule({ code: 'enable subgroups;' });
  const refusal = await device.popErrorScope().catch(() => true); // a device that is lost says nothing
  return new Set(refusal ? [] : ['subgroups']);
}

/** Software adapters. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|warp|basic render/i;
