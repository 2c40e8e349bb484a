// Devices that compute nothing, for tests of what is asked of them.

/** A device that answers when `answer` says so. */
export function fakeDevice({
  adapterInfo,
  maxBufferSize = 1024,
  features = [],
  onSubmit = () => undefined,
  answer = async () => undefined,
}: {
  readonly adapterInfo?: Partial<GPUAdapterInfo>;
  readonly maxBufferSize?: number;
  readonly features?: readonly string[];
  readonly onSubmit?: () => void;
  readonly answer?: () => Promise<undefined>;
} = {}): GPUDevice {
  const device = {
    ...(adapterInfo ? { adapterInfo } : {}),
    limits: { maxBufferSize },
    features: new Set(features),
    lost: new Promise(() => undefined),
    queue: { submit: onSubmit, onSubmittedWorkDone: answer },
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    destroy: () => undefined,
  };
  return device as unknown as GPUDevice;
}
