// Spot checks of the order: a list shifted by one would still look plausible.
import { expect, it } from 'vitest';
import { imagenetLabels } from './imagenet-labels';

it('names all 1000 classes in the order of the networks', () => {
  expect(imagenetLabels).toHaveLength(1000);
  expect(imagenetLabels.every((label) => label.length > 0)).toBe(true);
  expect(imagenetLabels[0]).toBe('tench, Tinca tinca');
  expect(imagenetLabels[7]).toBe('cock');
  expect(imagenetLabels[207]).toBe('golden retriever');
  expect(imagenetLabels[999]).toContain('toilet tissue');
});
