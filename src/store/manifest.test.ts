// The manifest pins files, and a misspelt name gets help.
import { describe, expect, it } from 'vitest';
import { UnknownModelError } from '../errors';
import { findManifestEntry, manifestEntries, nearestName } from './manifest';

describe('manifest', () => {
  it('pins every file by size, SHA-256 and a URL with a commit', () => {
    for (const entry of manifestEntries) {
      expect(entry.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(entry.url).toMatch(/\/[0-9a-f]{40}\//);
      expect(entry.url.endsWith(`/${entry.file}`)).toBe(true);
      expect(entry.bytes).toBeGreaterThan(0);
    }
  });

  it('finds a model by its name', () => {
    expect(findManifestEntry('squeezenet1.0-dc').file).toBe('compressed_SqueezeNet.net');
  });

  it('names the models there are and the one that was probably meant', () => {
    expect(() => findManifestEntry('squeezenet1.0dc')).toThrow(UnknownModelError);
    expect(() => findManifestEntry('squeezenet1.0dc')).toThrow(
      'There is no model named "squeezenet1.0dc". Did you mean "squeezenet1.0-dc"? ' +
        'The models are: squeezenet1.0-dc.',
    );
  });

  it('suggests nothing for another word', () => {
    expect(() => findManifestEntry('resnet50')).toThrow(
      'There is no model named "resnet50". The models are: squeezenet1.0-dc.',
    );
  });
});

describe('nearestName', () => {
  const names = ['classify', 'evaluate', 'inspect'];

  it.each([
    ['clasify', 'classify'],
    ['eval', 'evaluate'],
    ['INSPECT', 'inspect'],
    ['in', null],
    ['banana', null],
  ])('%s → %s', (written, expected) => {
    expect(nearestName(written, names)).toBe(expected);
  });
});
