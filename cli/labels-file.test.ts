// The labels of `evaluate`: a mistake in them must not pass as a wrong answer of the model.
import { describe, expect, it } from 'vitest';
import { InputFileError } from './failures';
import { parseLabels } from './labels-file';

describe('parseLabels', () => {
  it('reads lines of name, tab, index; blanks in names, blank lines and CRLF are fine', () => {
    expect(parseLabels('a.jpg\t7\r\n\r\nwhite stork.png\t127', 'x.tsv')).toEqual([
      { image: 'a.jpg', label: 7 },
      { image: 'white stork.png', label: 127 },
    ]);
  });

  it.each([
    ['a.jpg\t7\nb.jpg 8\n', 'x.tsv, line 2: want "image name<TAB>class index", got "b.jpg 8".'],
    ['\n\na.jpg\tcat\n', 'x.tsv, line 3:'],
    ['a.jpg\t-1', 'x.tsv, line 1:'],
    ['a.jpg\t1.5', 'x.tsv, line 1:'],
    ['a.jpg\t', 'x.tsv, line 1:'],
    ['\t7', 'x.tsv, line 1:'],
    ['a.jpg\t7\tcock', 'x.tsv, line 1:'],
    ['a.jpg\t7\nb.jpg\t8\na.jpg\t9', 'x.tsv, line 3: "a.jpg" is listed in line 1 already.'],
    ['\n', 'x.tsv has no labels in it.'],
  ])('%j → %s', (text, message) => {
    expect(() => parseLabels(text, 'x.tsv')).toThrow(InputFileError);
    expect(() => parseLabels(text, 'x.tsv')).toThrow(message);
  });
});
