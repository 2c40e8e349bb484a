// Wrong usage of any kind must end as one clear line, never as a default that nobody asked for.
import { describe, expect, it } from 'vitest';
import { numberList, readArguments, wholeNumber } from './arguments';
import { UsageError } from './failures';

const definition = {
  'image...': { type: 'positional' },
  model: { type: 'string', default: 'tiny' },
  top: { type: 'string' },
  json: { type: 'boolean' },
} as const;

describe('readArguments', () => {
  it('reads options in any place, defaults, and everything after --', () => {
    const given = readArguments(['a.jpg', '--top=3', '--json', '--', '--odd.jpg'], definition, {
      variadic: true,
    });
    expect(given.positionals).toEqual(['a.jpg', '--odd.jpg']);
    expect(given.option('top')).toBe('3');
    expect(given.required('model')).toBe('tiny');
    expect(given.flag('json')).toBe(true);
  });

  it('keeps the order of a repeatable option', () => {
    const given = readArguments(['x', '--top', '1', '--top', '2'], definition, {
      repeatable: ['top'],
    });
    expect(given.all('top')).toEqual(['1', '2']);
  });

  it.each([
    [
      ['x', '--bogus'],
      "Unknown option '--bogus'. The options are: --model, --top, --json, --help.",
    ],
    [['x', '-k'], "Unknown option '-k'."],
    [['x', '--no-json'], "Unknown option '--no-json'."],
    [['x', '--top'], "Option '--top <value>' argument missing."],
    [['x', '--top='], '--top needs a value.'],
    [['x', '--top', '--json'], "Option '--top' argument is ambiguous."],
    [['x', '--json=yes'], "Option '--json' does not take an argument."],
    [['x', '--top', '1', '--top', '2'], '--top is given 2 times; give it once.'],
    [['x', 'y'], '"y" is one argument too many.'],
    [[], 'The argument IMAGE... is missing.'],
  ])('%j → %s', (rawArguments, message) => {
    const read = () => readArguments(rawArguments, definition);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });

  it('says which required option is missing', () => {
    const given = readArguments(['x'], definition);
    expect(() => given.required('top')).toThrow('The option --top is missing.');
  });
});

describe('wholeNumber', () => {
  it.each([
    ['1', 1],
    ['1000', 1000],
    ['007', 7],
  ])('%s', (text, value) => {
    expect(wholeNumber(text, '--top', 1, 1000)).toBe(value);
  });

  it.each(['0', '1001', '-1', '1.5', '1e2', '0x10', ' 1', '', 'five', '٣'])(
    'refuses "%s"',
    (text) => {
      expect(() => wholeNumber(text, '--top', 1, 1000)).toThrow(
        `--top must be a whole number from 1 to 1000, got "${text}".`,
      );
    },
  );
});

describe('numberList', () => {
  const rule = { allows: (value: number) => value <= 1, words: 'numbers up to 1' };

  it('keeps the order as it is written', () => {
    expect(numberList('0.5,1,.25', '--alphas', rule)).toEqual([0.5, 1, 0.25]);
  });

  it.each(['', '1,', '0.5, 1', '2', '-1', '1e-1', '0x1', '1.', 'one', 'Infinity', '1;0.5'])(
    'refuses "%s"',
    (text) => {
      const read = () => numberList(text, '--alphas', rule);
      expect(read).toThrow(UsageError);
      expect(read).toThrow('--alphas must be numbers up to 1, with commas between; got "');
    },
  );

  it('refuses a number that comes twice, however it is written', () => {
    expect(() => numberList('0.5,1,.50', '--alphas', rule)).toThrow('--alphas lists 0.5 twice.');
  });
});
