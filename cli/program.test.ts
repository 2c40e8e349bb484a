// The contract of the command line that needs no browser: exit status and the streams.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runProgram } from './program';

let stdout = '';
let stderr = '';

beforeEach(() => {
  stdout = '';
  stderr = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text;
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

describe('runProgram', () => {
  it.each([
    [[], 'No command is given.'],
    [['clasify'], 'Unknown command "clasify". Did you mean "classify"?'],
    [['--jsn'], 'Unknown option "--jsn".'],
    [['classify'], 'The argument IMAGE... is missing.'],
    [['classify', '--top', '0', 'x.jpg'], '--top must be a whole number from 1 to 1000, got "0".'],
    [['classify', '--fast', 'x.jpg'], "Unknown option '--fast'."],
    [['run', '--input', 'x.npy'], 'The option --model is missing.'],
    [['run', '--model', 'm'], 'The option --input is missing.'],
    [['run', '--model', 'm', '--input', 'x.npy', '--backend', 'cuda'], 'webgpu, reference, got'],
    [['evaluate', '--model', 'm', 'photos'], 'The option --labels is missing.'],
    [['inspect'], 'The argument MODEL is missing.'],
    [['inspect', 'a', 'b'], '"b" is one argument too many.'],
    [['fetch'], 'The argument MODEL is missing.'],
  ])('%j is wrong usage: status 2 and one line', async (rawArguments, message) => {
    expect(await runProgram(rawArguments)).toBe(2);
    expectOneLine(message);
  });

  it.each([
    [['classify', 'missing.jpg'], '"missing.jpg" cannot be read: there is no such file.'],
    [['classify', 'cli'], '"cli" is not a picture: it is not a file.'],
    [['fetch', 'resnet'], 'There is no model named "resnet".'],
    [['inspect', './missing.net'], 'The model "./missing.net" cannot be read'],
    [['evaluate', '--model', 'm', '--labels', 'x.tsv', 'missing'], '"missing" cannot be read'],
    [['evaluate', '--model', 'm', '--labels', 'x.tsv', 'cli'], 'The labels file "x.tsv"'],
  ])('%j fails: status 1 and one line', async (rawArguments, message) => {
    expect(await runProgram(rawArguments)).toBe(1);
    expectOneLine(message);
  });

  it.each([['--help'], ['-h'], ['run', '--help'], ['classify', 'x.jpg', '-h']])(
    'prints help on standard output for %j %j',
    async (...rawArguments) => {
      expect(await runProgram(rawArguments)).toBe(0);
      expect(stdout).toContain('USAGE');
      expect(stderr).toBe('');
    },
  );

  it('prints the version', async () => {
    expect(await runProgram(['--version'])).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

function expectOneLine(message: string): void {
  expect(stdout).toBe('');
  expect(stderr).toContain(message);
  expect(stderr.startsWith('kindling: ')).toBe(true);
  expect(stderr.indexOf('\n')).toBe(stderr.length - 1);
}
