// Which networks classify pictures, what their input's numbers are, and where their probabilities and labels come from.
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../errors';
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

describe('the classifier of a network', () => {
  it('takes the central part of a picture at the size of the input, RGB, scaled to [-1, 1]', () => {
    expect(read(MEANS).classifier).toEqual({
      preprocessing: {
        region: { centralSquare: 0.875 },
        resize: { width: 2, height: 2 },
        crop: { width: 2, height: 2 },
        channelOrder: 'rgb',
        mean: [127.5, 127.5, 127.5],
        scale: 1 / 127.5,
      },
      probabilities: 'probabilities',
      labels: null,
      background: false,
    });
  });

  it.each<[MetadataToWrite, readonly number[], number]>([
    [{ mean: [100], std: [50] }, [100, 100, 100], 1 / 50],
    [{ mean: [1, 2, 3], std: [4, 4, 4] }, [1, 2, 3], 1 / 4],
    [{ mean: [0], std: [1] }, [0, 0, 0], 1],
  ])('normalises as the metadata say: %j', (metadata, mean, scale) => {
    const { classifier } = read(classifierFile(metadata, null));
    expect(classifier?.preprocessing).toMatchObject({ mean, scale });
  });

  it.each([
    ['UINT8', 120, 120],
    ['INT8', -7, 121],
  ])(
    'gives a quantised input (%s, zero point %i) the bytes of the picture',
    (type, zeroPoint, mean) => {
      const input = { type, scales: [0.0125], zeroPoints: [zeroPoint] };
      const file = classifierFile({ mean: [9], std: [9] }, null, changed({ input }));
      const { preprocessing } = read(file).classifier ?? {};
      expect(preprocessing).toMatchObject({ mean: [mean, mean, mean], scale: Math.fround(0.0125) });
    },
  );

  it.each<[string, FileToWrite | Uint8Array]>([
    ['channels differ in scale', classifierFile({ mean: [0], std: [1, 2, 3] }, null)],
    ['the picture has one channel', grey()],
    ['the output has pixels', maps()],
  ])('is null where %s', (_, file) => {
    expect(read(file).classifier).toBeNull();
  });
});

describe('probabilities', () => {
  it('come from a softmax after the output, which stays as it is', () => {
    const { graph, classifier } = read(MEANS);
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
    const plain = read(followedBy([{ name: 'prob', shape: [1, 3] }], [operator]));
    expect([plain.classifier?.probabilities, plain.graph.nodes.length]).toEqual(['prob', 2]);
    const tensors = [{ shape: [1, 3] }, { name: 'out', shape: [1, 3] }];
    const reshape = { op: 'RESHAPE', inputs: [3], outputs: [4], options: options.reshape([1, 3]) };
    const reshaped = read(followedBy(tensors, [operator, reshape]));
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
    const { graph, classifier } = read(followedBy(tensors, [reshape]), 5);
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
    const { graph, classifier } = read(named);
    expect([graph.outputs, classifier?.probabilities]).toEqual([
      ['probabilities'],
      'probabilities#2',
    ]);
  });
});

describe('labels', () => {
  const named: MetadataToWrite = { labels: [{ name: 'l.txt' }] };
  const labelled = (text: string) => read(classifierFile(named, { 'l.txt': text })).classifier;

  it('are those of the file, without background where it is the first', () => {
    expect(labelled('a\nb\nc')).toMatchObject({ labels: ['a', 'b', 'c'], background: false });
    expect(labelled('Background\nb\nc')).toMatchObject({ labels: ['b', 'c'], background: true });
  });

  it('must be as many as the classes', () => {
    expect(() => labelled('a\nb')).toThrow(ModelFormatError);
    expect(() => labelled('a\nb')).toThrow('has 2 labels for the 3 classes of its output "scores"');
  });

  it.each([
    [1000, null, false],
    [1001, 'imagenet-1000', true],
    [1002, null, false],
  ])(
    'are ImageNet’s behind background where nobody named %i classes, if these are 1001',
    (classes, labels, background) => {
      expect(read(manyClasses(classes)).classifier).toMatchObject({ labels, background });
    },
  );
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
