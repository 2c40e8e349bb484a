// LiteRT.js in the page. Sent there as source text, like cli/page-session.ts, so nothing from this module but types; and the
// package is loaded by address, since its type declarations change the global ones of every other file.
import type { Contender, ContenderGlobals, Contest, OpenContest } from './contender';

/** What is used of the package. */
interface LiteRt {
  loadLiteRt(
    wasmFolder: string,
    options: { readonly jspi: boolean; readonly threads: boolean },
  ): Promise<unknown>;
  supportsFeature(feature: 'jspi'): Promise<boolean>;
  loadAndCompile(model: Uint8Array, options: CompileOptions): Promise<Compiled>;
  readonly Tensor: new (data: Float32Array, shape: readonly number[]) => LiteRtTensor;
}

interface CompileOptions {
  readonly accelerator: 'webgpu' | 'wasm';
  readonly cpuOptions?: { readonly numThreads: number };
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

/** Runs in the page: adds `litert-webgpu` and `litert-wasm` to `globalThis.contenders`. */
export function installLiteRtContenders(): void {
  const globals = globalThis as unknown as ContenderGlobals;
  let litert: Promise<LiteRt> | null = null;

  /** The package imports another one by name, as bundlers want it. */
  const nameModule = (name: string, url: string) => {
    const map = document.createElement('script');
    map.type = 'importmap';
    map.textContent = JSON.stringify({ imports: { [name]: url } });
    document.head.append(map);
  };
  /** A page has one module of it: what computes is chosen with each network. */
  const loadOnce = async (
    [folder = '', utilities = '']: readonly string[],
    threads: boolean,
  ): Promise<LiteRt> => {
    nameModule('@litertjs/wasm-utils', `${utilities}/dist/index.js`);
    const library = (await import(/* @vite-ignore */ `${folder}/dist/index.js`)) as LiteRt;
    // Its documentation asks for JSPI where there is one: ops that the GPU has not are then computed on the CPU. It has no module
    // with both.
    const jspi = threads ? false : await library.supportsFeature('jspi').catch(() => false);
    await library.loadLiteRt(`${folder}/wasm/`, { jspi: Boolean(jspi), threads });
    return library;
  };
  const compile = async (bytes: Uint8Array, options: CompileOptions): Promise<Compiled> => {
    if (!litert) throw new Error('LiteRT.js is not loaded.');
    // The four letters that every TFLite file has behind its first offset.
    if (String.fromCharCode(...bytes.subarray(4, 8)) !== 'TFL3') {
      throw new Error('LiteRT.js runs TFLite files only.');
    }
    const compiled = await (await litert).loadAndCompile(bytes, options);
    if (compiled.getInputDetails().some(({ dtype }) => dtype !== 'float32')) {
      compiled.delete();
      throw new Error('The file takes bytes as LiteRT.js sees it, numbers as Kindling does.');
    }
    return compiled;
  };
  const bind = (
    { Tensor }: LiteRt,
    compiled: Compiled,
    { inputs, inputShapes }: Contest,
  ): OpenContest => ({
    async run() {
      const tensors = Object.entries(inputs).map(
        ([name, data]) => new Tensor(data, inputShapes[name] ?? []),
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
  });
  const contender = (accelerator: CompileOptions['accelerator']): Contender => {
    let settings = '';
    let numThreads = 1;
    return {
      async load(folders, threads = 1) {
        numThreads = accelerator === 'wasm' ? threads : 1;
        litert ??= loadOnce(folders, numThreads > 1);
        await litert;
      },
      async open(contest) {
        const cpu = accelerator === 'wasm' ? { cpuOptions: { numThreads } } : {};
        const compiled = await compile(contest.bytes, { accelerator, ...cpu });
        if (accelerator === 'wasm') settings = `CPU, threads: ${numThreads}`;
        else settings = compiled.isFullyAccelerated ? 'all ops on the GPU' : 'some ops on the CPU';
        return bind(await (litert as Promise<LiteRt>), compiled, contest);
      },
      settings: () => settings,
    };
  };

  globals.contenders = {
    ...globals.contenders,
    'litert-webgpu': contender('webgpu'),
    'litert-wasm': contender('wasm'),
  };
}
