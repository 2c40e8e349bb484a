// The pictures that the page has, as buttons.

import type { Network } from './networks';
import { PixelSample } from './pixel-sample';
import { blobOfSample, CANDLE, FASHION_SAMPLES, type Sample } from './samples';
import type { Viewing } from './viewing';

/** Samples that the network knows something of. */
export function SampleChoice({ viewing, network }: { viewing: Viewing; network: Network }) {
  const samples = network.samples === 'fashion' ? FASHION_SAMPLES : [CANDLE];
  return (
    <fieldset class="samples" aria-label="Sample pictures">
      {samples.map((sample) => (
        <button
          key={`${sample.url}${sample.name}`}
          type="button"
          class="sample"
          aria-label={sample.name}
          onClick={() => void showSample(viewing, sample)}
        >
          <PixelSample sample={sample} />
        </button>
      ))}
    </fieldset>
  );
}

/** Looks at a sample. */
export async function showSample(viewing: Viewing, sample: Sample): Promise<void> {
  try {
    viewing.show(await blobOfSample(sample), sample.name, true);
  } catch (error) {
    viewing.error.value = error;
  }
}
