// A folder of labelled pictures, what a model says about them, and how often it is right.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkFolder, checkPictures, readText } from './input-files';
import { type LabelledPicture, parseLabels } from './labels-file';
import type { ModelPage } from './model-page';
import { printNote } from './output';
import type { TopClass } from './page-session';
import { classifyPicture } from './page-steps';
import { itemProgress } from './progress';

/** The `--labels` option of commands that hold answers against the right ones. */
export const RIGHT_LABELS_OPTION = {
  type: 'string',
  description: 'The right classes: lines of image name, tab, class index',
  valueHint: 'file.tsv',
} as const;

/** A picture with its right class and the model's five most probable ones, of fewer classes all. */
export interface Prediction extends LabelledPicture {
  readonly top: readonly TopClass[];
}

/**
 * The pictures that the labels list; others of the folder are left out, with a note.
 * @throws InputFileError for a folder, labels or pictures that are not there or not what they should be
 */
export async function readLabelled(
  folder: string,
  labelsFile: string,
): Promise<readonly LabelledPicture[]> {
  await checkFolder(folder);
  const labelled = parseLabels(await readText(labelsFile, 'labels file'), labelsFile);
  await checkPictures(labelled.map(({ image }) => join(folder, image)));
  await noteUnlisted(folder, labelled);
  return labelled;
}

/** Classifies all of them by the model that the page has loaded. */
export async function predictAll(
  page: ModelPage,
  folder: string,
  labelled: readonly LabelledPicture[],
): Promise<{ predictions: readonly Prediction[]; seconds: number }> {
  const progress = itemProgress('classifying pictures');
  const predictions: Prediction[] = [];
  const start = performance.now();
  try {
    for (const { image, label } of labelled) {
      progress.update(predictions.length, labelled.length);
      const { top } = await classifyPicture(page, join(folder, image), image);
      predictions.push({ image, label, top });
    }
  } finally {
    progress.stop();
  }
  return { predictions, seconds: (performance.now() - start) / 1000 };
}

/** Accuracy as fractions. */
export function score(predictions: readonly Prediction[], seconds: number) {
  const images = predictions.length;
  const shareOf = (isRight: (prediction: Prediction) => boolean) =>
    predictions.filter(isRight).length / images;
  return {
    images,
    top1: shareOf(({ label, top }) => top[0]?.index === label),
    top5: shareOf(({ label, top }) => top.slice(0, 5).some(({ index }) => index === label)),
    imagesPerSecond: images / seconds,
  };
}

async function noteUnlisted(folder: string, labelled: readonly LabelledPicture[]): Promise<void> {
  const listed = new Set(labelled.map(({ image }) => image));
  const entries = await readdir(folder, { withFileTypes: true });
  const unlisted = entries.filter((entry) => entry.isFile() && !listed.has(entry.name)).length;
  if (unlisted > 0) printNote(`${unlisted} files of ${folder} have no label and are left out.`);
}
