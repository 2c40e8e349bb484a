// Which networks classify pictures, what their input's numbers are, and where their probabilities and labels come from.
import { describe, expect, it, vi } from 'vitest';
import { classifierFile, MEANS, type MetadataToWrite } from './metadata.fixtures';
import { readTfliteNow } from './read-now.fixtures';
import { type FileToWrite, options, type TensorToWrite, writeTflite } from './tflite.fixtures';

function read(file: FileToWrite | Uint8Array, batch = 1) {
  const bytes = file instanceof Uint8Array ? file : writeTflite(file);
  return readTfliteNow(bytes, { name: 'classifier', batch });
}

/** `MEANS` with another input or output, or more operators after the mean. */
function changed(change: {
  input?: Partial<TensorToWrite>;
  more?: Partial<FileToWrite>;
}): FileToWrite {
  const [input, ...rest] = MEANS.tensors;
  return {
    ...MEANS,
    ...change.more,
    tensors: [{ shape: [], ...input, ...change.input }, ...rest, ...(change.more?.tensors ?? [])],
  };
}

/** What follows the mean: operators from tensor 2 on; the last tensor is the output. */
function followedBy(
  tensors: readonly TensorToWrite[],
  operators: FileToWrite['operators'],
): FileToWrite {
  const more = {
    tensors,
    operators: [...MEANS.operators, ...operators],
    outputs: [2 + tensors.length],
  };
  return changed({ more });
}

/** The names of three classes: what makes a classifier of a vector. */
const LABELS: MetadataToWrite = { labels: [{ name: 'l.txt' }] };
const labelledFile = (file: FileToWrite, metadata: MetadataToWrite = {}) =>
  classifierFile({ ...LABELS, ...metadata }, { 'l.txt': 'a\nb\nc' }, file);

describe('the classifier of a network', () => {
  it('takes the central part of a picture at the size of the input, RGB, scaled to [-1, 1]', () => {
    expect(read(labelledFile(MEANS)).classifier).toEqual({
      preprocessing: {
        region: { centralSquare: 0.875 },
        resize: { width: 2, height: 2 },
        crop: { width: 2, height: 2 },
        channelOrder: 'rgb',
        mean: [127.5, 127.5, 127.5],
        scale: 1 / 127.5,
      },
      probabilities: 'probabilities',
      labels: ['a', 'b', 'c'],
      background: false,
    });
  });

  it.each<[MetadataToWrite, readonly number[], number | readonly number[]]>([
    [{ mean: [100], std: [50] }, [100, 100, 100], 1 / 50],
    [{ mean: [1, 2, 3], std: [4, 4, 4] }, [1, 2, 3], 1 / 4],
    [{ mean: [0], std: [1] }, [0, 0, 0], 1],
    [{ mean: [0], std: [1, 2, 4] }, [0, 0, 0], [1, 0.5, 0.25]],
  ])('normalises as the metadata say: %j', (metadata, mean, scale) => {
    const { classifier } = read(labelledFile(MEANS, metadata));
    expect(classifier?.preprocessing).toMatchObject({ mean, scale });
  });

  it.each([
    ['UINT8', 120, 120],
    ['INT8', -7, 121],
  ])(
    'gives a quantised input (%s, zero point %i) the bytes of the picture',
    (type, zeroPoint, mean) => {
      const input = { type, scales: [0.0125], zeroPoints: [zeroPoint] };
      const file = labelledFile(changed({ input }), { mean: [9], std: [9] });
      const { preprocessing } = read(file).classifier ?? {};
      expect(preprocessing).toMatchObject({ mean: [mean, mean, mean], scale: Math.fround(0.0125) });
    },
  );

  it('is none where the numbers are no classes; the metadata say how it takes pictures all the same', () => {
    const labelled = labelledFile(maps(), { mean: [100], std: [50] });
    const { classifier, preprocessing } = read(labelled);
    expect(classifier).toBeNull();
    expect(preprocessing).toMatchObject({ region: 'full', mean: [100, 100, 100], scale: 1 / 50 });
  });

  it.each<[string, FileToWrite | Uint8Array]>([
    ['the normalisation is of two channels', labelledFile(MEANS, { mean: [0], std: [1, 2] })],
    ['the picture has one channel', grey()],
    ['the output has pixels', maps()],
    ['nothing says that the numbers are classes', MEANS],
  ])('is null where %s', (_, file) => {
    expect(read(file).classifier).toBeNull();
  });
});

describe('probabilities', () => {
  it('come from a softmax after the output, which stays as it is', () => {
    const { graph, classifier } = read(labelledFile(MEANS));
    expect(graph.outputs).toEqual(['scores']);
    expect(graph.nodes.map(({ op, name }) => [op, name])).toEqual([
      ['global-average-pool', 'scores'],
      ['softmax', 'probabilities'],
    ]);
    expect(classifier?.probabilities).toBe('probabilities');
  });

  it.each([
    ['SOFTMAX', options.softmax()],
    ['LOGISTIC', undefined],
  ])('are the output where it is one of %s, also behind a reshape', (op, given) => {
    const operator = { op, inputs: [2], outputs: [3], ...(given ? { options: given } : {}) };
    const plain = read(labelledFile(followedBy([{ name: 'prob', shape: [1, 3] }], [operator])));
    expect([plain.classifier?.probabilities, plain.graph.nodes.length]).toEqual(['prob', 2]);
    const tensors = [{ shape: [1, 3] }, { name: 'out', shape: [1, 3] }];
    const reshape = { op: 'RESHAPE', inputs: [3], outputs: [4], options: options.reshape([1, 3]) };
    const reshaped = read(labelledFile(followedBy(tensors, [operator, reshape])));
    expect([reshaped.classifier?.probabilities, reshaped.graph.nodes.length]).toEqual(['out', 3]);
  });

  it('are a vector for each image where the output is [n, 1, 1, c]', () => {
    const tensors = [{ shape: [1, 1, 1, 3] }];
    const reshape = {
      op: 'RESHAPE',
      inputs: [2],
      outputs: [3],
      options: options.reshape([1, 1, 1, 3]),
    };
    const { graph, classifier } = read(labelledFile(followedBy(tensors, [reshape])), 5);
    expect(graph.values.get('t3')?.shape).toEqual([5, 1, 1, 3]);
    expect(graph.values.get(classifier?.probabilities ?? '')?.shape).toEqual([5, 3]);
    expect(graph.nodes.map(({ op }) => op)).toEqual([
      'global-average-pool',
      'reshape',
      'reshape',
      'softmax',
    ]);
  });

  it('have a name of their own', () => {
    const named = followedBy(
      [{ name: 'probabilities', shape: [1, 3] }],
      [{ op: 'RELU', inputs: [2], outputs: [3] }],
    );
    const { graph, classifier } = read(labelledFile(named));
    expect([graph.outputs, classifier?.probabilities]).toEqual([
      ['probabilities'],
      'probabilities#2',
    ]);
  });
});

describe('labels', () => {
  const labelled = (text: string) => read(classifierFile(LABELS, { 'l.txt': text })).classifier;

  it('are those of the file, without background where it is the first', () => {
    expect(labelled('a\nb\nc')).toMatchObject({ labels: ['a', 'b', 'c'], background: false });
    expect(labelled('Background\nb\nc')).toMatchObject({ labels: ['b', 'c'], background: true });
  });

  it('of another number are left alone, with a warning', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(labelled('a\nb')).toBeNull();
    expect(warn.mock.calls[0]?.[0]).toContain('2 labels are not those of its output "scores"');
    warn.mockRestore();
  });

  it('nobody named are ImageNet’s, behind background, where there are as many classes', () => {
    const { classifier } = read(manyClasses(1001));
    expect(classifier).toMatchObject({ labels: 'imagenet-1000', background: true });
    expect(read(manyClasses(1002)).classifier).toBeNull();
  });
});

function grey(): FileToWrite {
  const [, axes] = MEANS.tensors;
  return { ...MEANS, tensors: [{ shape: [1, 2, 2, 1] }, axes ?? { shape: [] }, { shape: [1, 1] }] };
}

function maps(): FileToWrite {
  const tensors = [{ shape: [1, 2, 2, 3] }, { shape: [1, 2, 2, 3] }];
  return {
    tensors,
    operators: [{ op: 'RELU', inputs: [0], outputs: [1] }],
    inputs: [0],
    outputs: [1],
  };
}

function manyClasses(classes: number): FileToWrite {
  const data = new Float32Array(classes * 12);
  const tensors = [
    { shape: [1, 2, 2, 3] },
    { shape: [classes, 12], data },
    { shape: [1, classes] },
  ];
  const given = options.fullyConnected();
  const operators = [{ op: 'FULLY_CONNECTED', inputs: [0, 1], outputs: [2], options: given }];
  return { tensors, operators, inputs: [0], outputs: [2] };
}
