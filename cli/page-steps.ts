// Steps in the page that several commands take: load a model, classify one picture.
import type { Precision, RuntimeOptions } from '../src/index';
import type { LoadedThere } from './backend';
import { namingFile } from './failures';
import type { ModelFile } from './model-file';
import type { ModelPage } from './model-page';
import type { PictureChoices, Together, TopClass } from './page-session';

/** What came out for one picture. */
export interface ClassifiedPicture {
  readonly image: string;
  readonly top: readonly TopClass[];
  readonly durationMs: number;
}

/** How a model file is loaded. */
interface LoadSettings {
  readonly pictures?: PictureChoices;
  readonly batch?: number;
  readonly precision?: Precision;
  /** What computes, where that is left open; by default what the page has. */
  readonly runtime?: RuntimeOptions;
  /** Pictures that are computed together. */
  readonly together?: Together | null;
}

/** Loads a model file in the page; says what will compute it. @throws what `Runtime.load` throws */
export async function loadModel(
  page: ModelPage,
  { name, bytes, folder, inputs = {} }: ModelFile,
  settings: LoadSettings = {},
): Promise<LoadedThere> {
  const { batch = 1, precision = 'f32', pictures = {}, together = null } = settings;
  const { runtime = { backend: page.backend } } = settings;
  try {
    const url = page.offer(bytes);
    return await page.call('load', {
      ...{ url, name, batch, precision, inputs, pictures, together, runtime },
      beside: folder === undefined ? null : page.offerFolder(folder),
    });
  } catch (error) {
    throw namingFile(error, name, ['model-format']);
  }
}

/** Classifies one picture file. `image` is what results and errors call it; `topK` as for `LoadedModel.classify`. */
export async function classifyPicture(
  page: ModelPage,
  path: string,
  image: string,
  topK?: number,
): Promise<ClassifiedPicture> {
  try {
    const { top, durationMs } = await page.call('classify', {
      url: page.offer(path),
      ...(topK === undefined ? {} : { topK }),
    });
    return { image, top, durationMs };
  } catch (error) {
    throw namingFile(error, image, ['image', 'limit']);
  }
}
