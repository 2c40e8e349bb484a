// Does something in the middle of whatever goes on: at a given call of WebGPU, counted from now.

/** The calls that are counted: all that uploading, compiling, running and reading back are made of. */
const COUNTED: readonly [object, readonly string[]][] =
  typeof GPUDevice === 'undefined'
    ? []
    : [
        [
          GPUDevice.prototype,
          [
            'createBuffer',
            'createBindGroup',
            'createCommandEncoder',
            'createComputePipelineAsync',
            'createShaderModule',
            'createTexture',
            'popErrorScope',
            'pushErrorScope',
          ],
        ],
        [GPUQueue.prototype, ['copyExternalImageToTexture', 'submit', 'writeBuffer']],
        [GPUBuffer.prototype, ['destroy', 'mapAsync', 'unmap']],
      ];

let calls = 0;
let when = 0;
let action: () => void = () => undefined;
/** The device of the last call of `requestDevice`. */
let newest: GPUDevice | null = null;

/** Runs `work`, and `act` right before the call of that number, from 1. @returns how many calls there were */
export async function atCall(
  call: number,
  act: () => void,
  work: () => Promise<unknown>,
): Promise<number> {
  calls = 0;
  when = call;
  action = act;
  try {
    await work();
    return calls;
  } finally {
    when = 0;
  }
}

/** The device that was opened last. */
export function newestDevice(): GPUDevice {
  if (!newest) throw new Error('No device was opened.');
  return newest;
}

/** Begins to count; once a page. */
export function watchCalls(): void {
  if (newest) return;
  for (const [prototype, names] of COUNTED) for (const name of names) wrap(prototype, name);
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    newest = await requestDevice.call(this, descriptor);
    return newest;
  };
}

function wrap(prototype: object, name: string): void {
  const original = Reflect.get(prototype, name) as (...given: unknown[]) => unknown;
  Reflect.set(prototype, name, function (this: unknown, ...given: unknown[]) {
    calls++;
    if (calls === when) action();
    return original.apply(this, given);
  });
}
