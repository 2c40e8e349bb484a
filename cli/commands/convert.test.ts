// `convert` in Node: what it writes and prints, and what it leaves alone when it fails.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mobilenetV1 } from '../../src/models';
import { readModel } from '../../src/runtime/read-model';
import { toOnnx } from '../../src/tools/to-onnx';
import { captureOutput } from '../captured-output.fixtures';
import { runProgram } from '../program';

let folder = '';
const output = captureOutput();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-convert-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A small model's file. */
async function smallFile(): Promise<string> {
  const path = join(folder, 'in.onnx');
  writeFileSync(path, await toOnnx(mobilenetV1({ alpha: 0.25, rho: 32, classes: 5 })));
  return path;
}

// The first of them loads the whole library.
describe('kindling convert', { timeout: 30_000 }, () => {
  it('writes a file that is read back, makes its folder, and says what it wrote', async () => {
    const [from, to] = [await smallFile(), join(folder, 'new', 'Out.ONNX')];
    expect(await runProgram(['convert', from, to, '--json'])).toBe(0);
    const bytes = new Uint8Array(readFileSync(to));
    const { graph } = await readModel(new Uint8Array(readFileSync(from)));
    expect(JSON.parse(output.stdout)).toEqual({
      model: from,
      path: to,
      ops: graph.nodes.length,
      bytes: bytes.byteLength,
    });
    expect(output.stderr).toBe('');
    expect((await readModel(bytes)).graph.outputs).toEqual(graph.outputs);
  });

  it('prints one line for people, and replaces what is there', async () => {
    const to = join(folder, 'out.onnx');
    writeFileSync(to, 'old');
    expect(await runProgram(['convert', await smallFile(), to])).toBe(0);
    expect(output.stdout).toMatch(/^.*in\.onnx → .*out\.onnx: \d+ ops, .*B\n$/);
    expect(readFileSync(to).subarray(0, 3).toString()).not.toBe('old');
  });

  it('writes containers, which give their own bytes again', async () => {
    const [first, second] = [join(folder, 'a.kindling'), join(folder, 'b.kindling')];
    expect(await runProgram(['convert', await smallFile(), first])).toBe(0);
    expect(await runProgram(['convert', first, second])).toBe(0);
    expect(readFileSync(second)).toEqual(readFileSync(first));
    // A file that knows no name gives the model its own; a container keeps the model's.
    expect((await readModel(new Uint8Array(readFileSync(second)))).name).toBe('in');
    expect(readFileSync(first).subarray(1, 4).toString()).toBe('KDL');
  });

  it('leaves no file behind when the model cannot be read', async () => {
    const [from, to] = [join(folder, 'bad.net'), join(folder, 'out.onnx')];
    writeFileSync(from, 'this is no model');
    expect(await runProgram(['convert', from, to])).toBe(1);
    expect(output.stderr).toContain(`"${from}": `);
    expect(existsSync(to)).toBe(false);
  });

  it('says why a file cannot be written', async () => {
    const from = await smallFile();
    const to = join(from, 'out.onnx');
    expect(await runProgram(['convert', from, to])).toBe(1);
    expect(output.stderr).toContain(`"${to}" cannot be written: `);
  });
});
