// What computes in a worker: the library in this process, on the GPU by Dawn or on the CPU.
import type { ClassifierSettings, PlainPixels } from '../../src/index';
import type { BatchOptions } from '../../src/tools/index';
import { formatAdapter } from '../format';
import { type ModelFile, readOptionsOf } from '../model-file';
import { openNodeGpu } from '../node-gpu';
import { importLibrary, importTools, libraryFolder } from '../package-root';
import type { TopClass } from '../page-session';

/** What computes: the GPU by Dawn in Node, or the CPU. */
export type Computes = 'node' | 'cpu';

/** A network that is ready. */
export interface Classifier {
  readonly model: string;
  /** What computes it, in words. */
  readonly adapter: string;
  classify(pixels: PlainPixels): Promise<readonly TopClass[]>;
  close(): void;
}

const BLACK_PIXEL: PlainPixels = { width: 1, height: 1, data: new Uint8Array(3) };

/**
 * Loads a network.
 * @throws NodeGpuError without the package `webgpu` or an adapter; BuildError; what `Runtime.load` throws; and what `classify`
 * throws of a network that classifies no pictures
 */
export async function openClassifier(
  file: ModelFile,
  computes: Computes,
  {
    topK,
    classifier,
    together,
  }: {
    readonly topK: number | undefined;
    readonly classifier: ClassifierSettings | null;
    readonly together: BatchOptions;
  },
): Promise<Classifier> {
  libraryFolder();
  const { name, bytes } = file;
  const gpu = computes === 'node' ? await openNodeGpu() : null;
  const { createRuntime } = await importLibrary();
  const runtime = await createRuntime(
    gpu === null ? { backend: 'cpu' } : { onDeviceLost: 'replay' },
  );
  const { PictureBatches } = await importTools();
  const close = () => {
    runtime.dispose();
    gpu?.close();
  };
  try {
    const settings = classifier === null ? {} : { classifier };
    const model = await runtime.load(bytes, { ...readOptionsOf(file), name, ...settings });
    const options = topK === undefined ? {} : { topK };
    // Compiles what prepares pictures; and a network that classifies none would have every picture set aside.
    await model.classify(BLACK_PIXEL, options);
    const batches = new PictureBatches(model, together);
    return {
      model: name,
      adapter: formatAdapter(runtime.adapter),
      classify: (pixels) => batches.classify(pixels, options),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
