// Containers as whole files: round trips, every coding, and what damaged or made-up files give.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KindlingError, ModelFormatError } from '../../errors';
import { type Model, type Preprocessing, preprocessingOf } from '../../graph/model';
import { squeezenet } from '../../models/squeezenet';
import { CODES_PER_RUN } from '../../tensor/coded-weights';
import { codedTensor, paletteTensor } from '../../tensor/compressed-tensor';
import { f32Tensor, type Tensor } from '../../tensor/tensor';
import { crc32 } from '../../util/crc32';
import { type ByteChange, flippedBits, placeIn } from '../../util/damage.fixtures';
import { product } from '../../util/math';
import { seededRandom } from '../../util/random';
import { encodeJson } from './json-section';
import { readKindling } from './read-kindling';
import { sectionsOf } from './sections';
import { writeKindling } from './write-kindling';

/** A network with weights of every coding. */
function model(): Model {
  let turn = 0;
  const random = seededRandom(7);
  const built = squeezenet({
    inputSize: 35,
    classes: 10,
    fires: 2,
    conv1: { channels: 8, kernel: 3, stride: 2 },
    baseExpand: 16,
    weights: (_, shape): Tensor => {
      const count = product(shape);
      const forms = [
        () =>
          f32Tensor(
            shape,
            Float32Array.from({ length: count }, () => random() - 0.5),
          ),
        () =>
          f32Tensor(
            shape,
            Float32Array.from({ length: count }, (_, i) => (i % 64) / 32),
          ),
        () =>
          paletteTensor(shape, {
            codebook: Float32Array.of(-0.1, 0, 0.3, 1, 2),
            codes: Uint8Array.from({ length: count }, () => Math.floor(5 * random())),
          }),
        () => pruned(shape, count),
      ];
      return (forms[turn++ % forms.length] as () => Tensor)();
    },
  });
  const origin = { licence: 'MIT', provenance: { data: 'made up', zażółć: 'gęślą 🧶' } };
  const labels = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
  const classifier = built.classifier && { ...built.classifier, labels };
  return { ...built, name: 'made for tests', classifier, origin };
}

function pruned(shape: readonly number[], count: number): Tensor {
  const codes = Uint8Array.from({ length: count >> 1 }, (_, i) => i % 4);
  const gaps = Uint8Array.from({ length: Math.ceil(codes.length / 2) }, (_, i) => i % 2);
  let next = 0;
  const starts: number[] = [];
  for (let i = 0; i < codes.length; i++) {
    if (i % CODES_PER_RUN === 0) starts.push(next);
    next += (((gaps[i >> 1] as number) >> (4 * (i & 1))) & 15) + 1;
  }
  return codedTensor(shape, {
    codebook: Float32Array.of(0, -0.5, 0.25, 0.1),
    codes,
    gaps,
    runStarts: Uint32Array.from(starts),
  });
}

const FILE = writeKindling(model());

/** The error of a file. */
async function errorOf(bytes: Uint8Array): Promise<ModelFormatError> {
  const error = await readKindling([bytes]).catch((reason: unknown) => reason);
  if (!(error instanceof ModelFormatError)) throw new Error(`No such error: ${String(error)}`);
  return error;
}

interface Place {
  readonly tag: string;
  readonly start: number;
  readonly length: number;
}

async function placesOf(file: Uint8Array): Promise<Place[]> {
  const places: Place[] = [];
  for await (const { tag, offset, payload } of sectionsOf([file])) {
    places.push({ tag, start: offset, length: payload.length });
  }
  return places;
}

/** The file with another payload in one section, and a checksum that is right. */
function withPayload(file: Uint8Array, place: Place, payload: Uint8Array): Uint8Array {
  const frame = file.slice(place.start - 8, place.start);
  new DataView(frame.buffer).setUint32(4, payload.length, true);
  const checksum = new Uint8Array(4);
  new DataView(checksum.buffer).setUint32(0, crc32(frame, payload), true);
  const rest = file.subarray(place.start + place.length + 4);
  return Uint8Array.of(
    ...file.subarray(0, place.start - 8),
    ...frame,
    ...payload,
    ...checksum,
    ...rest,
  );
}

describe('a container', () => {
  it('gives the model back, number for number', async () => {
    const [before, after] = [model(), await readKindling([FILE])];
    expect(after.name).toBe(before.name);
    expect(after.classifier).toEqual(before.classifier);
    expect(after.origin).toEqual(before.origin);
    expect(after.graph.nodes).toEqual(before.graph.nodes);
    expect([...after.graph.constants.keys()]).toEqual([...before.graph.constants.keys()]);
    for (const [name, { shape, data }] of before.graph.constants) {
      expect(after.graph.constants.get(name)?.shape).toEqual(shape);
      expect(after.graph.constants.get(name)?.data).toEqual(data);
    }
  });

  it('is the same again when what was read is written, with every coding in it', async () => {
    expect(writeKindling(await readKindling([FILE]))).toEqual(FILE);
    const places = await placesOf(FILE);
    const codings = places.filter(({ tag }) => tag === 'TENS').map(({ start }) => FILE[start]);
    expect(new Set(codings)).toEqual(new Set([0, 1, 3, 4]));
  });

  it('can be of a network without pictures, labels and origin', async () => {
    const bare: Model = { name: 'bare', graph: model().graph, classifier: null };
    const after = await readKindling([writeKindling(bare)]);
    expect(after.classifier).toBeNull();
    expect(after.origin).toBeNull();
  });

  it('keeps how pictures become the input of a network that does not classify', async () => {
    const { classifier, ...network } = model();
    const preprocessing = classifier?.preprocessing ?? null;
    const before: Model = { ...network, preprocessing, classifier: null };
    const file = writeKindling(before);
    const after = await readKindling([file]);
    expect(after.preprocessing).toEqual(preprocessing);
    expect(preprocessingOf(after)).not.toBeNull();
    expect(writeKindling(after)).toEqual(file);
  });

  it('says so once, in the classifier where there is one, and nothing of it where nobody said it', async () => {
    const { preprocessing = null } = model().classifier ?? {};
    expect(writeKindling({ ...model(), preprocessing })).toEqual(FILE);
    const bare: Model = { name: 'bare', graph: model().graph, classifier: null };
    const file = writeKindling(bare);
    expect(writeKindling({ ...bare, preprocessing: null })).toEqual(file);
    const [head] = await placesOf(file);
    const payload = file.slice(head?.start, (head?.start ?? 0) + (head?.length ?? 0));
    expect(payload).toEqual(encodeJson({ name: 'bare', classifier: null, origin: null }));
  });

  it('runs several images at once', async () => {
    const { graph } = await readKindling([FILE], 3);
    expect(graph.values.get('data')?.shape[0]).toBe(3);
    expect(graph.values.get('prob')?.shape).toEqual([3, 10]);
  });

  it('names the section of any flipped bit', async () => {
    const places = await placesOf(FILE);
    await fc.assert(
      fc.asyncProperty(flippedBits(FILE, 1), async ([change]) => {
        const { at, byte } = change as ByteChange;
        const place = places.find(({ start, length }) => at < start + length + 4);
        const { layer, message } = await errorOf(FILE.with(at, byte));
        expect(message).toMatch(/checksum|needs \d+ bytes|stands where|says that it has/);
        const isTag = place && at >= place.start - 8 && at < place.start - 4;
        if (at < 16) expect(layer).toBe('header');
        else if (!isTag) expect(layer).toContain(place?.tag.trim());
      }),
      { numRuns: 300 },
    );
  });
});

/** How no picture becomes the input of the network that is written here. */
const OTHER_SIZE: Preprocessing = {
  ...{ region: 'full', resize: { width: 9, height: 9 }, crop: { width: 9, height: 9 } },
  ...{ channelOrder: 'rgb', mean: [0, 0, 0], scale: 1 },
};

describe('malformed containers with right checksums', () => {
  it('give our errors or a model, 1,500 times', async () => {
    const places = (await placesOf(FILE)).filter(({ tag }) => tag !== 'END ');
    const byte = fc.nat(255);
    const damaged = fc.constantFrom(...places).chain((place) => {
      const payload = FILE.slice(place.start, place.start + place.length);
      // The first bytes hold counts and codings.
      const at = fc.oneof(placeIn(payload.subarray(0, 12)), placeIn(payload));
      const changed = fc.oneof(
        placeIn(payload).map((length) => payload.subarray(0, length)),
        byte.map((more) => Uint8Array.of(...payload, more)),
        { weight: 2, arbitrary: fc.tuple(at, byte).map((change) => payload.with(...change)) },
      );
      return changed.map((bytes) => withPayload(FILE, place, bytes));
    });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(damaged, async (file) => {
        try {
          const read = await readKindling([file]);
          for (const tensor of read.graph.constants.values()) {
            expect(tensor.data).toHaveLength(product(tensor.shape));
          }
        } catch (error) {
          expect(error).toBeInstanceOf(KindlingError);
          refused++;
        }
      }),
      { numRuns: 1500 },
    );
    expect(refused).toBeGreaterThan(500);
  }, 60_000);

  it.each([
    ['HEAD', { name: 3, classifier: null, origin: null }, /3 at name, where a text/],
    ['HEAD', { name: 'a', classifier: {}, origin: null }, /nothing at classifier/],
    ['HEAD', { name: 'a', classifier: null, origin: { licence: 'MIT' } }, /at origin.provenance/],
    [
      'HEAD',
      { name: 'a', classifier: null, preprocessing: { region: 'full' }, origin: null },
      /nothing at preprocessing.resize/,
    ],
    [
      'HEAD',
      { name: 'a', classifier: null, preprocessing: OTHER_SIZE, origin: null },
      /pictures of 9×9×3 for an input of/,
    ],
    ['GRPH', [], /a list of 0 at its root/],
  ])('%s of %o is refused', async (tag, data, message) => {
    const place = (await placesOf(FILE)).find((each) => each.tag === tag) as Place;
    expect((await errorOf(withPayload(FILE, place, encodeJson(data)))).message).toMatch(message);
  });

  it('refuses JSON that is not what it says', async () => {
    const [place] = await placesOf(FILE);
    if (!place) throw new Error('The file has no sections.');
    const bomb = encodeJson('x'.repeat(3_000_000));
    new DataView(bomb.buffer).setUint32(0, 1000, true);
    const longer = encodeJson({});
    longer[0] = 3;
    const huge = encodeJson({});
    huge[3] = 255;
    for (const payload of [bomb, longer, Uint8Array.of(2, 0, 0, 0, 255, 255), new Uint8Array(4)]) {
      const { message } = await errorOf(withPayload(FILE, place, payload));
      expect(message).toMatch(/Section HEAD of the container, at byte 24, is no JSON of \d+ bytes/);
    }
    expect((await errorOf(withPayload(FILE, place, huge))).message).toMatch(/a text of \d+ bytes/);
  });

  it.each([
    [{ crop: { width: 34, height: 35 } }, {}, /pictures of 35×34×3 for an input of 35×35×3/],
    [{ resize: { width: 35, height: 20 } }, {}, /a crop of 35×35 from 20×35 pixels/],
    [{}, { probabilities: 'nowhere' }, /"nowhere" for its probabilities/],
    [{}, { probabilities: 'conv1' }, /"conv1" for its probabilities/],
    [{}, { labels: ['one', 'two'] }, /2 names for 10 classes/],
    [{}, { background: true }, /11 names for 10 classes/],
  ])('refuses what does not fit the graph: %o, %o', async (pictures, other, message) => {
    const { classifier, ...rest } = model();
    if (!classifier) throw new Error('The model does not classify.');
    const preprocessing = { ...classifier.preprocessing, ...pictures };
    const file = writeKindling({ ...rest, classifier: { ...classifier, preprocessing, ...other } });
    expect((await errorOf(file)).message).toMatch(message);
  });

  it('refuses sections in another order', async () => {
    const [head, graph] = await placesOf(FILE);
    if (!head || !graph) throw new Error('The file has no sections.');
    const end = (place: Place) => place.start + place.length + 4;
    const swapped = Uint8Array.of(
      ...FILE.subarray(0, 16),
      ...FILE.subarray(end(head), end(graph)),
      ...FILE.subarray(16, end(head)),
      ...FILE.subarray(end(graph)),
    );
    expect((await errorOf(swapped)).message).toMatch(/section "GRPH" stands where "HEAD" belongs/);
  });
});
