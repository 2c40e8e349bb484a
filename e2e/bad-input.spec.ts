// What goes wrong for users: each is one clear line on standard error, a status, no hang and no browser left.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { kindling } from './support/command-line';
import {
  readCompressedSqueezeNet,
  readShared,
  requireShared,
  sharedPath,
} from './support/shared-material';

const MANIFEST_FILE = 'compressed_SqueezeNet.net';
const NO_NETWORK = { HTTPS_PROXY: '', https_proxy: '' };

let folder: string;
let photo: string;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-bad-'));
  photo = sharedPath('photos/sparrow.png');
});

test.beforeEach(() => {
  requireShared();
});

/** A file in the test's folder. */
function write(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** A weights folder that holds these bytes under the manifest's file name, and an empty cache. */
function weightsFolder(name: string, bytes: Uint8Array | null): NodeJS.ProcessEnv {
  const weights = mkdtempSync(join(folder, `${name}-`));
  if (bytes) writeFileSync(join(weights, MANIFEST_FILE), bytes);
  return {
    KINDLING_WEIGHTS_DIR: weights,
    KINDLING_CACHE_DIR: join(weights, 'cache'),
    ...NO_NETWORK,
  };
}

interface BadInput {
  readonly what: string;
  readonly parameters: () => readonly string[];
  readonly environment?: () => NodeJS.ProcessEnv;
  /** Words that the line must have. */
  readonly says: readonly string[];
  readonly status?: number;
}

const CASES: readonly BadInput[] = [
  {
    what: 'no WebGPU',
    parameters: () => ['classify', '--backend', 'webgpu', photo],
    // An insecure page has no navigator.gpu; Chromium has no flag that takes it away.
    environment: () => ({ KINDLING_PAGE_ORIGIN: 'http://kindling.test' }),
    says: ['navigator.gpu', 'secure context', 'https'],
  },
  {
    what: 'no adapter',
    parameters: () => ['classify', '--backend', 'webgpu', photo],
    environment: () => ({ KINDLING_CHROMIUM_FLAGS: '!--enable-unsafe-webgpu' }),
    says: ['adapter'],
  },
  {
    what: 'missing weights without a network',
    parameters: () => ['classify', photo],
    environment: () => weightsFolder('empty', null),
    says: [MANIFEST_FILE, 'raw.githubusercontent.com', 'KINDLING_WEIGHTS_DIR'],
  },
  {
    what: 'fetch without a network',
    parameters: () => ['fetch', 'squeezenet1.0-dc'],
    environment: () => weightsFolder('fetch', null),
    says: [MANIFEST_FILE, 'raw.githubusercontent.com', 'KINDLING_WEIGHTS_DIR'],
  },
  {
    what: 'a wrong checksum',
    parameters: () => ['classify', photo],
    environment: () => {
      const bytes = readCompressedSqueezeNet();
      bytes[5000] = (bytes[5000] ?? 0) ^ 1;
      return weightsFolder('checksum', bytes);
    },
    says: [MANIFEST_FILE, 'SHA-256', 'e4ab6960'],
  },
  {
    what: 'a truncated model file',
    parameters: () => [
      ...['classify', '--model', write('cut.net', readCompressedSqueezeNet().subarray(0, 400_000))],
      photo,
    ],
    says: ['cut.net', 'fire9/squeeze1x1', 'offset', 'truncated'],
  },
  {
    what: 'a padded model file',
    parameters: () => [
      ...[
        'classify',
        '--model',
        write('long.net', Buffer.concat([readCompressedSqueezeNet(), Buffer.alloc(3)])),
      ],
      photo,
    ],
    says: ['long.net', '3 bytes', 'conv10', '675763'],
  },
  {
    what: 'a truncated TFLite file',
    parameters: () => {
      const file = readShared('weights', 'mobilenet_v1_0.25_224.tflite');
      return ['classify', '--model', write('cut.tflite', file.subarray(0, 900_000)), photo];
    },
    says: ['cut.tflite', 'truncated', '900000'],
  },
  {
    what: 'an empty model file, inspected',
    parameters: () => ['inspect', write('empty.net', '')],
    says: ['empty.net', 'is empty', 'get it again'],
  },
  {
    what: 'an empty model file, to classify by',
    parameters: () => ['classify', '--model', write('empty.onnx', ''), photo],
    says: ['empty.onnx', 'is empty', 'get it again'],
  },
  {
    what: 'a web page under a model file’s name',
    parameters: () => {
      const page = '<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head></html>\n';
      return ['classify', '--model', write('found.tflite', page), photo];
    },
    says: ['found.tflite', 'a web page', 'check the address'],
  },
  {
    what: 'an image that is not one',
    parameters: () => ['classify', write('text.jpg', 'this is not a picture')],
    says: ['text.jpg', 'cannot be decoded'],
    status: 3,
  },
  {
    what: 'an image of zero bytes',
    parameters: () => ['classify', write('nothing.png', '')],
    says: ['nothing.png', 'empty'],
  },
  {
    what: 'a missing image',
    parameters: () => ['classify', join(folder, 'nowhere.png')],
    says: ['nowhere.png'],
  },
  {
    what: 'an unknown model name',
    parameters: () => ['classify', '--model', 'squeezenet1.0', photo],
    says: ['squeezenet1.0', 'squeezenet1.0-dc'],
  },
  {
    what: 'a tensor of the wrong shape',
    parameters: () => [
      ...['run', '--model', 'squeezenet1.0-dc', '--input'],
      write('small.npy', npyFile([1, 227, 227, 3])),
    ],
    says: ['small.npy', '[1, 227, 227, 3]', '3, 227, 227'],
  },
  {
    what: 'a tensor file that is not one',
    parameters: () => ['run', '--model', 'squeezenet1.0-dc', '--input', write('bad.npy', 'no')],
    says: ['bad.npy'],
  },
  {
    what: 'a missing argument',
    parameters: () => ['classify'],
    says: ['IMAGE'],
    status: 2,
  },
  {
    what: 'an unknown command',
    parameters: () => ['clasify'],
    says: ['clasify'],
    status: 2,
  },
];

for (const { what, parameters, environment, says, status = 1 } of CASES) {
  test(what, async () => {
    const result = await kindling(parameters(), environment?.());
    expect(result.stdout).toBe('');
    const [line = '', ...rest] = result.stderr.trimEnd().split('\n');
    for (const word of says) expect(line).toContain(word);
    // Wrong usage may add a line that shows the right one.
    expect(rest.length).toBeLessThanOrEqual(status === 2 ? 1 : 0);
    expect(result).toMatchObject({ status, browsersLeft: 0 });
  });
}

/** A float32 .npy file of zeros: NumPy's header, then the numbers. */
function npyFile(shape: readonly number[]): Uint8Array {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const header = `${description.padEnd(117)}\n`;
  const count = shape.reduce((a, b) => a * b, 1);
  const preamble = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  return Buffer.concat([preamble, Buffer.from(header), Buffer.alloc(4 * count)]);
}
