// The documentation quotes figures as docs/figures.json has them, and README has no size that is not one of these.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quotesOf } from './quotes.fixtures';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const quotes = quotesOf(JSON.parse(read('docs/figures.json')));

/** Line breaks and the blanks of tables mean nothing. */
const inOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** A quote as a pattern; `…` is anything inside a cell. */
function patternOf(quote: string): RegExp {
  const parts = inOneLine(quote)
    .split('…')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(parts.join('[^|]*'), 'g');
}

describe.each(Object.entries(quotes))('%s', (path, sentences) => {
  const page = inOneLine(read(path));

  it.each(sentences.map((sentence) => [inOneLine(sentence).slice(0, 100), sentence]))(
    'says: %s',
    (_, sentence) => {
      expect(patternOf(sentence).test(page), `${path} does not say "${sentence}"`).toBe(true);
    },
  );
});

it('README has no other sizes', () => {
  const rest = (quotes['README.md'] ?? []).reduce(
    (page, quote) => page.replaceAll(patternOf(quote), ''),
    inOneLine(read('README.md')),
  );
  expect(rest.match(/\d[\d.,]* ?(?:bytes|kB|MB|KiB|MiB|dispatches)/g)).toBeNull();
});
