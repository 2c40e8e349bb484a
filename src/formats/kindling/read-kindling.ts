// Reads a Kindling container, section by section as it comes.
import { ModelFormatError } from '../../errors';
import type { Graph } from '../../graph/graph';
import {
  type Classifier,
  type Model,
  type Preprocessing,
  preprocessingOf,
} from '../../graph/model';
import type { Tensor } from '../../tensor/tensor';
import { product } from '../../util/math';
import { Yielder } from '../../util/yielder';
import { ByteReader } from './byte-reader';
import { decodeSteps, PrunedAllowance } from './decode-tensor';
import { buildGraph, loadNamedOps, type ParsedGraph, parseGraphJson } from './graph-json';
import { type Head, parseHead } from './head-json';
import { decodeJson } from './json-section';
import { type Frame, sectionsOf } from './sections';

/**
 * The model of a container, from all its bytes or from a download that still goes on: what is damaged is found as soon as its
 * section is there.
 * @param batch images of a run, for a network of one image
 * @throws ModelFormatError naming section and offset when the file is damaged, or of a newer version; the signal's reason.
 */
export async function readKindling(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  batch = 1,
  signal?: AbortSignal,
): Promise<Model> {
  const yielder = new Yielder();
  let head: Head | null = null;
  let graph: ParsedGraph | null = null;
  const tensors: Tensor[] = [];
  const allowance = new PrunedAllowance();
  const check = (frame: Frame) => {
    const wanted = nextTag(head, graph, tensors);
    if (frame.tag !== wanted) throw misplaced(frame, wanted);
    const most = mostBytes(wanted, graph?.constants[tensors.length]);
    if (frame.length > most) throw tooLong(frame, most);
  };
  for await (const section of sectionsOf(chunks, check, yielder)) {
    signal?.throwIfAborted();
    const wanted = section.tag;
    if (wanted === 'HEAD') head = parseHead(await yielder.run(decodeJson(section), signal));
    if (wanted === 'GRPH') {
      const json = await yielder.run(decodeJson(section), signal);
      await loadNamedOps(json);
      graph = inBatch(await yielder.run(parseGraphJson(json), signal), batch);
    }
    const declared = graph?.constants[tensors.length];
    if (wanted === 'TENS' && declared) {
      const reader = new ByteReader(section.payload, 'TENS', section.offset);
      tensors.push(await yielder.run(decodeSteps(reader, declared, allowance), signal));
    }
  }
  if (!head || !graph) throw new RangeError('A container ended before its graph.');
  const built = await yielder.run(buildGraph(graph, head.name, tensors), signal);
  const model = { ...head, graph: built };
  checkPictures(model);
  return model;
}

/** What is said of pictures has to fit the graph. @throws ModelFormatError */
function checkPictures(model: Model): void {
  const { graph, classifier } = model;
  const preprocessing = preprocessingOf(model);
  const misfit =
    (preprocessing && pictureMisfit(graph, preprocessing)) ??
    (classifier && classMisfit(graph, classifier));
  if (!misfit) return;
  throw new ModelFormatError(`The container has ${misfit}. The file was not written by Kindling.`, {
    layer: 'HEAD',
    offset: 0,
  });
}

function pictureMisfit({ values, inputs }: Graph, { resize, crop }: Preprocessing): string | null {
  const [, h, w, c] = values.get(inputs[0] ?? '')?.shape ?? [];
  if (h !== crop.height || w !== crop.width || c !== 3) {
    return `pictures of ${crop.height}×${crop.width}×3 for an input of ${h}×${w}×${c}`;
  }
  if (crop.height > resize.height || crop.width > resize.width) {
    return `a crop of ${crop.height}×${crop.width} from ${resize.height}×${resize.width} pixels`;
  }
  return null;
}

function classMisfit(
  { values }: Graph,
  { probabilities, labels, background }: Classifier,
): string | null {
  const [, classes, ...rest] = values.get(probabilities)?.shape ?? [];
  if (classes === undefined || rest.length > 0) {
    return `"${probabilities}" for its probabilities, which is no vector of the graph`;
  }
  if (labels === null) return null;
  const names = (labels === 'imagenet-1000' ? 1000 : labels.length) + Number(background);
  return names === classes ? null : `${names} names for ${classes} classes`;
}

/** What comes next in every container. */
function nextTag(head: Head | null, graph: ParsedGraph | null, tensors: readonly Tensor[]): string {
  if (!head) return 'HEAD';
  if (!graph) return 'GRPH';
  return tensors.length < graph.constants.length ? 'TENS' : 'END ';
}

function misplaced({ tag, offset }: Frame, wanted: string): ModelFormatError {
  return new ModelFormatError(
    `Container, at byte ${offset}: section ${JSON.stringify(tag)} stands where ${JSON.stringify(wanted)} belongs. The file ` +
      'is damaged, or was not written by Kindling.',
    { layer: tag, offset },
  );
}

/** More than any way to code a number takes, tables included. */
const BYTES_PER_NUMBER = 16;
/** More than names, tables and JSON besides take. */
const OTHER_BYTES = 2 ** 23;

/** The longest that a section may be. */
function mostBytes(tag: string, constant: ParsedGraph['constants'][number] | undefined): number {
  if (tag === 'END ') return 0;
  return OTHER_BYTES + BYTES_PER_NUMBER * product(constant?.shape ?? [0]);
}

function tooLong({ tag, length, offset }: Frame, most: number): ModelFormatError {
  return new ModelFormatError(
    `Container, at byte ${offset}: section ${JSON.stringify(tag)} says that it has ${length} bytes; ${most} are the most ` +
      'that it may have. The file is damaged, or was not written by Kindling.',
    { layer: tag, offset },
  );
}

/** The same network for several images, where it was written for one. */
function inBatch(graph: ParsedGraph, batch: number): ParsedGraph {
  if (batch === 1) return graph;
  const inputs = graph.inputs.map(({ name, shape: [n = 1, ...rest] }) => {
    if (n !== 1) {
      throw new ModelFormatError(
        `Input "${name}" takes ${n} images at once already; load it without a batch.`,
        { layer: 'GRPH', offset: 0 },
      );
    }
    return { name, shape: [batch, ...rest] };
  });
  return { ...graph, inputs };
}
