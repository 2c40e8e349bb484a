// The contract of the command line that needs no browser: exit status and the streams.
import { describe, expect, it } from 'vitest';
import { captureOutput } from './captured-output.fixtures';
import { runProgram } from './program';

const output = captureOutput();

describe('runProgram', () => {
  it.each([
    [[], 'No command is given.'],
    [['clasify'], 'Unknown command "clasify". Did you mean "classify"?'],
    [['--jsn'], 'Unknown option "--jsn".'],
    [['classify'], 'The argument IMAGE is missing'],
    [['classify', '--top', '0', 'x.jpg'], '--top must be a whole number from 1 to 1000, got "0".'],
    [['classify', '--fast', 'x.jpg'], "Unknown option '--fast'."],
    [['run', '--input', 'x.npy'], 'The option --model is missing.'],
    [['run', '--model', 'm'], 'Give --input FILE.npy, or --image FILE.'],
    [
      ['run', '--model', 'm', '--input', 'x.npy', '--backend', 'cuda'],
      '--backend must be one of auto, webgpu, cpu, fastest, reference, got "cuda"',
    ],
    [['run', '--model', 'm', '--backend', 'reference', '--for', 'latency'], '--for belongs to'],
    [['run', '--model', 'm', '--backend', 'reference', '--image', 'x.png'], 'another --backend'],
    [['classify', 'x.jpg', '--backend', 'reference'], 'one of auto, webgpu, cpu, fastest, got'],
    [['classify', 'x.jpg', '--for', 'throughput'], '--for belongs to --backend fastest.'],
    [
      ['classify', 'x.jpg', '--backend', 'fastest', '--for', 'size'],
      '--for must be one of latency, throughput, got "size"',
    ],
    [
      ['evaluate', '--model', 'm', '--labels', 'l', 'd', '--runtime', 'cpu', '--backend', 'webgpu'],
      '--runtime cpu has no WebGPU: leave --backend webgpu out',
    ],
    [['compare'], 'The option --model is missing.'],
    [['compare', '--model', 'm', 'x.jpg'], '"x.jpg" is one argument too many.'],
    [['compare', '--model', 'm', '--runs', '0'], '--runs must be a whole number from 1'],
    [['evaluate', '--model', 'm', 'photos'], 'The option --labels is missing.'],
    [['inspect'], 'Give a MODEL, or --all for the networks of the papers.'],
    [['inspect', '--all', 'a'], '--all takes no MODEL, got "a".'],
    [['inspect', '--all', '--plan'], '--plan needs a MODEL; --all takes none.'],
    [['inspect', 'a', 'b'], '"b" is one argument too many.'],
    [['fetch'], 'The argument MODEL is missing.'],
    [['convert', 'm'], 'The argument OUT is missing.'],
    [
      ['convert', 'm', 'a.tflite'],
      'writes ONNX files and containers; OUT must end in .onnx or .kindling, got "a.tflite".',
    ],
    [['convert', 'm', 'a.onnx', 'b'], '"b" is one argument too many.'],
    [['bench'], 'Give --model, or --sweep mobilenet-v1.'],
    [['bench', 'm'], '"m" is one argument too many.'],
    [['bench', '--model', 'm', '--sweep', 'mobilenet-v1'], 'Give --model or --sweep, not both.'],
    [['bench', '--model', 'm', '--rhos', '128'], '--rhos needs --sweep mobilenet-v1.'],
    [['bench', '--model', 'm', '--peers', 'wonnx'], '--peers must be of ort-webgpu, ort-wasm,'],
    [['bench', '--sweep', 'mobilenet-v1', '--peers', 'ort-wasm'], '--peers needs --model.'],
    [['bench', '--model', 'built:resnet-18', '--in-a-row', '5'], '--in-a-row needs --peers.'],
    [['bench', '--model', 'built:lenet'], 'There is no "built:lenet" to build; there are built:'],
    [
      ['bench', '--model', 'm', '--runtime', 'deno'],
      '--runtime must be one of browser, firefox, node, got',
    ],
    [
      ['bench', '--model', 'm', '--runtime', 'node', '--peers', 'ort-wasm'],
      '--peers ort-wasm needs --runtime browser; --runtime node has ort-native-webgpu, tfjs-webgpu.',
    ],
    [['bench', '--model', 'm', '--backend', 'auto'], '--backend must be one of webgpu, cpu, got'],
    [
      ['bench', '--model', 'm', '--threads', '2'],
      '--threads is about the CPU: give --backend cpu.',
    ],
    [['bench', '--model', 'm', '--backend', 'cpu', '--tune'], '--tune is about WebGPU: leave'],
    [['bench', '--sweep', 'mobilenet-v1', '--backend', 'cpu'], '--sweep is about WebGPU: leave'],
    [['run', '--model', 'm', '--threads', '0', 'x.npy'], '--threads must be a whole number from 1'],
    [['inspect', 'm', '--runtime', 'cpu'], '--runtime must be one of browser, firefox, node, got'],
    [['classify', '--runtime', 'gpu', 'x.jpg'], 'one of browser, firefox, node, cpu, got'],
    [['bench', '--sweep', 'resnet'], '--sweep must be mobilenet-v1, got "resnet".'],
    [['bench', '--sweep', 'mobilenet-v1', '--runs', '0'], '--runs must be a whole number from 1'],
    [
      ['bench', '--sweep', 'mobilenet-v1', '--alphas', '1,1.5'],
      'up to 1, with commas between; got',
    ],
    [
      ['bench', '--sweep', 'mobilenet-v1', '--rhos', '31'],
      '--rhos must be whole numbers of pixels',
    ],
  ])('%j is wrong usage: status 2 and one line', async (rawArguments, message) => {
    expect(await runProgram(rawArguments)).toBe(2);
    expectOneLine(message);
  });

  it.each([
    [['classify', 'missing.jpg'], '"missing.jpg" cannot be read: there is no such file.'],
    [['classify', 'cli'], '"cli" has no pictures: no file ends in .jpg'],
    [['fetch', 'resnet'], 'There is no model named "resnet".'],
    [['bench', '--model', './missing.net'], 'The model "./missing.net" cannot be read'],
    [['compare', '--model', './missing.net'], 'The model "./missing.net" cannot be read'],
    [['compare', '--model', 'm', '--image', 'missing.jpg'], '"missing.jpg" cannot be read'],
    [['convert', './missing.net', 'a.onnx'], 'The model "./missing.net" cannot be read'],
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
      expect(output.stdout).toContain('USAGE');
      expect(output.stderr).toBe('');
    },
  );

  it("prints the papers' costs, in Node alone", async () => {
    expect(await runProgram(['inspect', '--all', '--json'])).toBe(0);
    expect(JSON.parse(output.stdout).rows).toHaveLength(32);
    expect(output.stderr).toBe('');
  });

  it('prints the version', async () => {
    expect(await runProgram(['--version'])).toBe(0);
    expect(output.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

function expectOneLine(message: string): void {
  expect(output.stdout).toBe('');
  expect(output.stderr).toContain(message);
  expect(output.stderr.startsWith('kindling: ')).toBe(true);
  expect(output.stderr.indexOf('\n')).toBe(output.stderr.length - 1);
}
