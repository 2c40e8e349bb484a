// Other runtimes in Node, on the GPU that Dawn finds there: their packages are required from where they lie on disk.
import { createRequire } from 'node:module';
import type { Contender, ContenderGlobals, Contest } from './contender';

/** What is used of `onnxruntime-node`. */
interface OrtNode {
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OrtSession>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OrtTensor;
}

interface OrtTensor {
  readonly data: Float32Array;
}

interface OrtSession {
  run(feeds: Readonly<Record<string, OrtTensor>>): Promise<Record<string, OrtTensor | undefined>>;
  release(): Promise<void>;
}

interface Globals extends ContenderGlobals {
  tf?: { setBackend(name: 'webgpu'): Promise<boolean>; ready(): Promise<void> };
  WorkerGlobalScope?: unknown;
}

const globals = globalThis as unknown as Globals;
const require = createRequire(import.meta.url);

/** Adds `ort-native-webgpu` to `globalThis.contenders`, and has `tfjs-webgpu` find its packages on disk. */
export function installNodeContenders(): void {
  const tfjs = globals.contenders?.['tfjs-webgpu'];
  globals.contenders = {
    ...globals.contenders,
    'ort-native-webgpu': ortNative(),
    ...(tfjs ? { 'tfjs-webgpu': { ...tfjs, load: requireTfjs } } : {}),
  };
}

/** ONNX Runtime's own WebGPU provider, which brings a Dawn of its own. */
function ortNative(): Contender {
  let ort: OrtNode | null = null;
  return {
    async load([folder = '']) {
      ort = require(folder) as OrtNode;
    },
    async open({ onnx, inputs, inputShapes, outputs }: Contest) {
      if (!ort) throw new Error('ONNX Runtime is not loaded.');
      const { InferenceSession, Tensor } = ort;
      const session = await InferenceSession.create(onnx, {
        executionProviders: ['webgpu'],
        graphOptimizationLevel: 'all',
      });
      return {
        async run() {
          const feeds = Object.entries(inputs).map(
            ([name, data]) => [name, new Tensor('float32', data, inputShapes[name] ?? [])] as const,
          );
          const results = await session.run(Object.fromEntries(feeds));
          return outputs.map(({ name }) => results[name]?.data ?? new Float32Array());
        },
        dispose: () => session.release(),
      };
    },
    settings: () =>
      'WebGPU provider, inputs and outputs in memory, which is all that Node can give it',
  };
}

/** TensorFlow.js takes WebGPU where there is a page or a worker: it is told that this is one while it looks. */
async function requireTfjs([core = '', backend = '']: readonly string[]): Promise<void> {
  globals.WorkerGlobalScope = Object;
  try {
    globals.tf = require(core) as NonNullable<Globals['tf']>;
    require(backend);
    await globals.tf.setBackend('webgpu');
    await globals.tf.ready();
  } finally {
    delete globals.WorkerGlobalScope;
  }
}
