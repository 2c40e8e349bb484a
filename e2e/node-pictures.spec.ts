// Photographs in Node, where sharp decodes them, against the browser, which decodes by itself: on the same kind of adapter.
import { expect, test } from '@playwright/test';
import { sampleOf } from '../src/util/sample.fixtures';
import { kindling } from './support/command-line';
import { readPhotos, requireShared, sharedPath } from './support/shared-material';
import { requireSoftwareVulkan } from './support/software-vulkan';

interface Answered {
  readonly image: string;
  readonly top: readonly { readonly index: number; readonly probability: number }[];
}

/** 0.0036 was measured over all photographs, of one with a colour profile, which engines convert within a level. */
const DIFFERENCE = 0.005;

test('Node names photographs as the browser does', async () => {
  test.setTimeout(900_000);
  requireShared();
  const environment = requireSoftwareVulkan();
  const photos = sampleOf('photographs in Node', readPhotos(), 10);
  const images = photos.map(({ photo }) => sharedPath('photos', photo));
  const classify = async (runtime: string, env = {}) => {
    const { status, stdout, stderr } = await kindling(
      [
        ...['classify', ...images, '--model', 'mobilenet-v1-0.25-224'],
        ...['--runtime', runtime, '--top', '1000', '--format', 'jsonl'],
        ...['--backend', runtime === 'cpu' ? 'cpu' : 'webgpu'],
      ],
      env,
    );
    expect(status, stderr).toBe(0);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line): Answered => JSON.parse(line));
  };
  const inBrowser = await classify('browser');
  for (const runtime of ['node', 'cpu']) {
    const inNode = await classify(runtime, environment);
    const same = inNode.filter(({ top }, i) => top[0]?.index === inBrowser[i]?.top[0]?.index);
    const largest = Math.max(...inNode.map((answered, i) => difference(answered, inBrowser[i])));
    test.info().annotations.push({
      type: runtime,
      description: `${same.length} of ${images.length} the same; largest difference ${largest}`,
    });
    expect(same.length).toBeGreaterThanOrEqual(images.length - 1);
    expect(largest).toBeLessThanOrEqual(DIFFERENCE);
  }
});

/** The largest of a class's probability. */
function difference({ image, top }: Answered, other: Answered | undefined): number {
  expect(other?.image).toBe(image);
  const there = new Map(other?.top.map(({ index, probability }) => [index, probability]));
  return Math.max(
    ...top.map(({ index, probability }) => Math.abs(probability - (there.get(index) ?? 1))),
  );
}
