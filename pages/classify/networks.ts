// The networks that the page offers: one that comes with it, two that are downloaded on request, and a file of one's own.
import manifest from '../../weights/manifest.json' with { type: 'json' };

/** A network that can be chosen. */
export interface Network {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** What the runtime loads: a name in the manifest, or the file. */
  readonly source: string | File;
  /** Bytes to download, or of the file; 0 for what the page has. */
  readonly byteLength: number;
  /** The classes of a network that has few of them, as words in a sentence; null for others. */
  readonly knows: string | null;
  /** Which pictures it knows something of. */
  readonly samples: 'fashion' | 'photograph';
}

/** Comes with the page. */
export const EMBEDDED: Network = {
  id: 'fashion-squeezenet',
  title: 'Fashion SqueezeNet',
  about: 'Ten kinds of clothing, 28 × 28 pixels. Trained here, and part of this page.',
  source: 'fashion-squeezenet',
  byteLength: 0,
  knows:
    'T-shirts, trousers, pullovers, dresses, coats, sandals, shirts, sneakers, bags and ankle boots',
  samples: 'fashion',
};

/** All that the page names itself. */
export const NETWORKS: readonly Network[] = [
  EMBEDDED,
  {
    id: 'squeezenet1.0-dc',
    title: 'SqueezeNet 1.0',
    about: 'A thousand things of ImageNet, in the Deep Compression file of the paper.',
    source: 'squeezenet1.0-dc',
    byteLength: bytesOf('squeezenet1.0-dc'),
    knows: null,
    samples: 'photograph',
  },
  {
    id: 'mobilenet-v1-0.25-224',
    title: 'MobileNet 0.25',
    about: 'A thousand things of ImageNet, at a quarter of MobileNet’s width.',
    source: 'mobilenet-v1-0.25-224',
    byteLength: bytesOf('mobilenet-v1-0.25-224'),
    knows: null,
    samples: 'photograph',
  },
];

/** A network from a person's own file. */
export function networkOfFile(file: File): Network {
  return {
    id: `file:${file.name}`,
    title: file.name,
    about: 'Your file. It stays in this browser.',
    source: file,
    byteLength: file.size,
    knows: null,
    samples: 'photograph',
  };
}

function bytesOf(name: string): number {
  return manifest.models.find((model) => model.name === name)?.bytes ?? 0;
}
