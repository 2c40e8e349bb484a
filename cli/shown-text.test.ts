// What a terminal would act on never reaches one.
import { expect, it } from 'vitest';
import { captureOutput } from './captured-output.fixtures';
import { formatTable } from './format';
import { printJson, printNote, printResult } from './output';
import { shownText } from './shown-text';

const output = captureOutput();

/** A title, a colour, a line that looks like ours, C1's own escape, and text that runs the other way. */
const HOSTILE = '\u001b]0;title\u0007\u001b[31mred\nkindling: fake\r\u009b2J\u202eevil';

it('shows control characters as JSON writes them', () => {
  expect(shownText(HOSTILE)).toBe(
    '\\u001b]0;title\\u0007\\u001b[31mred\\u000akindling: fake\\u000d\\u009b2J\\u202eevil',
  );
  expect(shownText('Größe 中文 🙂')).toBe('Größe 中文 🙂');
});

it('keeps a cell on its line, and columns in line', () => {
  const table = formatTable(
    [
      ['\u001bx', '1'],
      ['a\nb', '2'],
    ],
    ['left', 'left'],
  );
  expect(table).toBe('\\u001bx   1\na\\u000ab  2');
});

it('lets nothing through that a stream is given', () => {
  printResult(HOSTILE);
  printNote(HOSTILE);
  printJson({ [HOSTILE]: HOSTILE });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  expect(output.stdout + output.stderr).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  expect(JSON.parse(output.stdout.slice(output.stdout.indexOf('{')))).toEqual({
    [HOSTILE]: HOSTILE,
  });
});
