// Reads a Kindling container, section by section as it comes.
import { ModelFormatError } from '../../errors';
import type { Graph } from '../../graph/graph';
import type { Classifier, Model } from '../../graph/model';
import type { Tensor } from '../../tensor/tensor';
import { ByteReader } from './byte-reader';
import { decodeTensor, PrunedAllowance } from './decode-tensor';
import { buildGraph, loadNamedOps, type ParsedGraph, parseGraphJson } from './graph-json';
import { type Head, parseHead } from './head-json';
import { decodeJson } from './json-section';
import { type Section, sectionsOf } from './sections';

/**
 * The model of a container, from all its bytes or from a download that still goes on: what is damaged is found as soon as its
 * section is there.
 * @param batch images of a run, for a network of one image
 * @throws ModelFormatError naming section and offset when the file is damaged, or of a newer version.
 */
export async function readKindling(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  batch = 1,
): Promise<Model> {
  let head: Head | null = null;
  let graph: ParsedGraph | null = null;
  const tensors: Tensor[] = [];
  const allowance = new PrunedAllowance();
  for await (const section of sectionsOf(chunks)) {
    const wanted = nextTag(head, graph, tensors);
    if (section.tag !== wanted) throw misplaced(section, wanted);
    if (wanted === 'HEAD') head = parseHead(decodeJson(section));
    if (wanted === 'GRPH') {
      const json = decodeJson(section);
      await loadNamedOps(json);
      graph = inBatch(parseGraphJson(json), batch);
    }
    const declared = graph?.constants[tensors.length];
    if (wanted === 'TENS' && declared) {
      const reader = new ByteReader(section.payload, 'TENS', section.offset);
      tensors.push(decodeTensor(reader, declared, allowance));
    }
  }
  if (!head || !graph) throw new RangeError('A container ended before its graph.');
  const model = { ...head, graph: buildGraph(graph, head.name, tensors) };
  checkClassifier(model);
  return model;
}

/** What is said of pictures has to fit the graph. @throws ModelFormatError */
function checkClassifier({ graph, classifier }: Model): void {
  const misfit = classifier && misfitOf(graph, classifier);
  if (!misfit) return;
  throw new ModelFormatError(
    `The container's classifier has ${misfit}. The file was not written by Kindling.`,
    { layer: 'HEAD', offset: 0 },
  );
}

function misfitOf(
  { values, inputs }: Graph,
  { preprocessing: { resize, crop }, probabilities, labels, background }: Classifier,
): string | null {
  const [, h, w, c] = values.get(inputs[0] ?? '')?.shape ?? [];
  if (h !== crop.height || w !== crop.width || c !== 3) {
    return `pictures of ${crop.height}×${crop.width}×3 for an input of ${h}×${w}×${c}`;
  }
  if (crop.height > resize.height || crop.width > resize.width) {
    return `a crop of ${crop.height}×${crop.width} from ${resize.height}×${resize.width} pixels`;
  }
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

function misplaced({ tag, offset }: Section, wanted: string): ModelFormatError {
  return new ModelFormatError(
    `Container, at byte ${offset}: section ${JSON.stringify(tag)} stands where ${JSON.stringify(wanted)} belongs. The file ` +
      'was not written by Kindling.',
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
