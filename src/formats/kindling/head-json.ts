// What a container says about its network besides the graph: name, pictures, labels, licence, provenance.
import { GraphError, ModelFormatError } from '../../errors';
import type { Classifier, Model, Origin, Preprocessing } from '../../graph/model';
import {
  flag,
  list,
  nullable,
  number,
  object,
  oneOf,
  type Parse,
  refusal,
  text,
  triple,
  whole,
} from './json-parts';

/** A model without its graph. */
export type Head = Omit<Model, 'graph' | 'byteLength'>;

/** The section that holds it, as errors name it. */
const SECTION = 'HEAD';

const MOST_PIXELS = 16_384;
const MOST_LABELS = 1_000_000;
const MOST_NOTES = 100;

const line = text(1000);
const side = whole(1, MOST_PIXELS);
const size = object<Preprocessing['resize']>({ width: side, height: side });

const channels = triple(number('a number', Number.isFinite));
const share = number('a share above 0 and up to 1', (value) => value > 0 && value <= 1);

const centralSquare = object<{ centralSquare: number }>({ centralSquare: share });

const preprocessing = object<Preprocessing>({
  region: (json, path) => (json === 'full' ? json : centralSquare(json, path)),
  resize: size,
  crop: size,
  channelOrder: oneOf(['rgb', 'bgr']),
  mean: channels,
  scale: (json, path) => (typeof json === 'number' ? json : channels(json, path)),
});

const classifier = object<Classifier>({
  preprocessing,
  probabilities: line,
  labels: (json, path) =>
    json === null || json === 'imagenet-1000' ? json : list(line, 1, MOST_LABELS)(json, path),
  background: flag,
});

/** Texts by topic. */
const notes: Parse<Origin['provenance']> = (json, path) => {
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  const entries = isObject ? Object.entries(json) : [];
  if (!isObject || entries.length > MOST_NOTES) {
    throw refusal(json, path, `an object with up to ${MOST_NOTES} texts`);
  }
  return Object.fromEntries(entries.map(([topic, it]) => [topic, line(it, `${path}.${topic}`)]));
};

const head = object<Head>({
  name: line,
  classifier: nullable(classifier),
  // Versions before 0.2.0 know no such key, and refuse it: it is there only where it says something.
  preprocessing: (json, path) => (json === undefined ? json : preprocessing(json, path)),
  origin: nullable(object<Origin>({ licence: line, provenance: notes })),
});

/** As JSON data. How pictures become the input is in the classifier, where there is one. */
export function headToJson({ name, classifier, preprocessing, origin = null }: Head): Head {
  const pictures = preprocessing && !classifier ? { preprocessing } : {};
  return { name, classifier, ...pictures, origin };
}

/** Checks JSON data of a file. @throws ModelFormatError saying which part, what is there and what belongs there */
export function parseHead(json: unknown): Head {
  try {
    return head(json, '');
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const where = { layer: SECTION, offset: 0 };
    throw new ModelFormatError(`${error.message} The file is damaged.`, where);
  }
}
