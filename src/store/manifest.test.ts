// The manifest pins files, and a misspelt name gets help.
import { describe, expect, it } from 'vitest';
import { UnknownModelError } from '../errors';
import { isEmbedded } from './embedded-source';
import { findManifestEntry, manifestEntries, nearestName } from './manifest';

describe('manifest', () => {
  it('pins every file by size, SHA-256 and a URL with a commit or an object generation', () => {
    for (const entry of manifestEntries.filter((each) => !isEmbedded(each))) {
      expect(entry.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(entry.url).toMatch(/\/[0-9a-f]{40}\/|\?generation=\d+$/);
      expect(entry.url).toMatch(/^https:/);
      // A mirror folder holds all files side by side.
      expect(manifestEntries.filter(({ file }) => file === entry.file)).toHaveLength(1);
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
        `The models are: ${manifestEntries.map(({ name }) => name).join(', ')}.`,
    );
  });

  it('suggests nothing for another word', () => {
    expect(() => findManifestEntry('resnet50')).toThrow(
      'There is no model named "resnet50". The models are: squeezenet1.0-dc, ' +
        'mobilenet-v1-0.25-224, mobilenet-v1-0.25-224-quant, mobilenet-v2-1.0-224-quant, fashion-squeezenet.',
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
