// Names of peers, and where their packages are looked for.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPeers, peerNames } from './peers';

describe('peerNames', () => {
  it('reads a list, and none', () => {
    expect(peerNames('tfjs-webgpu,ort-wasm')).toEqual(['tfjs-webgpu', 'ort-wasm']);
    expect(peerNames(undefined)).toEqual([]);
  });

  it.each([
    ['ort', 'got "ort"'],
    ['ort-wasm,', 'got ""'],
    ['toString', 'got "toString"'],
    ['ort-wasm,ort-wasm', '--peers lists ort-wasm twice.'],
  ])('refuses %s', (text, message) => {
    expect(() => peerNames(text)).toThrow(message);
  });
});

describe('findPeers', () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'kindling-peers-'));
    const folder = join(root, 'node_modules/onnxruntime-web');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"version":"1.2.3"}');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('finds a package in a folder around this one', () => {
    const folder = join(root, 'node_modules/kindling');
    expect(findPeers(['ort-wasm', 'ort-webgpu'], folder)).toEqual([
      {
        name: 'ort-wasm',
        version: 'onnxruntime-web 1.2.3',
        folders: [join(root, 'node_modules/onnxruntime-web')],
      },
      expect.objectContaining({ name: 'ort-webgpu', version: 'onnxruntime-web 1.2.3' }),
    ]);
  });

  it('names all packages that are missing, in one line', () => {
    expect(() => findPeers(['ort-webgpu', 'tfjs-webgpu'], root)).toThrow(
      /^--peers needs packages .*`npm install --no-save @tensorflow\/tfjs-core @tensorflow\/tfjs-backend-webgpu`\.$/,
    );
  });
});
