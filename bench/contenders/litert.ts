// LiteRT.js in the page. Sent there as source text, like cli/page-session.ts, so nothing from this module but types; and the
// package is loaded by address, since its type declarations change the global ones of every other file.
import type { ContenderGlobals } from './contender';

/** What is used of the package. */
interface LiteRt {
  loadLiteRt(wasmFolder: string, options: { readonly jspi: boolean }): Promise<unknown>;
  supportsFeature(feature: 'jspi'): Promise<boolean>;
  loadAndCompile(model: Uint8Array, options: { readonly accelerator: 'webgpu' }): Promise<Compiled>;
  readonly Tensor: new (data: Float32Array, shape: readonly number[]) => LiteRtTensor;
}

interface Compiled {
  readonly isFullyAccelerated: boolean;
  getInputDetails(): readonly { readonly dtype: string }[];
  run(inputs: LiteRtTensor[]): Promise<LiteRtTensor[]>;
  delete(): void;
}

interface LiteRtTensor {
  moveTo(destination: 'wasm'): Promise<LiteRtTensor>;
  toTypedArray(): ArrayLike<number>;
  delete(): void;
}

/** Runs in the page: adds `litert-webgpu` to `globalThis.contenders`. */
export function installLiteRtContender(): void {
  const globals = globalThis as unknown as ContenderGlobals;
  let litert: LiteRt | null = null;
  let settings = '';

  /** The package imports another one by name, as bundlers want it. */
  const nameModule = (name: string, url: string) => {
    const map = document.createElement('script');
    map.type = 'importmap';
    map.textContent = JSON.stringify({ imports: { [name]: url } });
    document.head.append(map);
  };
  const compile = async (bytes: Uint8Array): Promise<Compiled> => {
    if (!litert) throw new Error('LiteRT.js is not loaded.');
    // The four letters that every TFLite file has behind its first offset.
    if (String.fromCharCode(...bytes.subarray(4, 8)) !== 'TFL3') {
      throw new Error('LiteRT.js runs TFLite files only.');
    }
    const compiled = await litert.loadAndCompile(bytes, { accelerator: 'webgpu' });
    if (compiled.getInputDetails().some(({ dtype }) => dtype !== 'float32')) {
      compiled.delete();
      throw new Error('The file takes bytes as LiteRT.js sees it, numbers as Kindling does.');
    }
    settings = compiled.isFullyAccelerated ? 'all ops on the GPU' : 'some ops on the CPU';
    return compiled;
  };

  globals.contenders = {
    ...globals.contenders,
    'litert-webgpu': {
      async load([folder = '', utilities = '']) {
        nameModule('@litertjs/wasm-utils', `${utilities}/dist/index.js`);
        litert = (await import(/* @vite-ignore */ `${folder}/dist/index.js`)) as LiteRt;
        // Its documentation asks for JSPI where there is one: ops that the GPU has not are then computed on the CPU.
        const jspi = await litert.supportsFeature('jspi').catch(() => false);
        await litert.loadLiteRt(`${folder}/wasm/`, { jspi: Boolean(jspi) });
      },
      async open({ bytes, inputs, inputShapes }) {
        const compiled = await compile(bytes);
        return {
          async run() {
            const tensors = Object.entries(inputs).flatMap(([name, data]) =>
              litert ? [new litert.Tensor(data, inputShapes[name] ?? [])] : [],
            );
            const outputs = await compiled.run(tensors);
            const results: Float32Array[] = [];
            for (const output of outputs) {
              const moved = await output.moveTo('wasm');
              results.push(Float32Array.from(moved.toTypedArray()));
              moved.delete();
            }
            for (const tensor of tensors) tensor.delete();
            return results;
          },
          dispose: () => compiled.delete(),
        };
      },
      settings: () => settings,
    },
  };
}
