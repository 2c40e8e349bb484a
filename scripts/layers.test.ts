// The rules of .dependency-cruiser.js can fail: a small project breaks each of them, and keeps to them where it looks as if it did not.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A rule, the file that breaks it by what it imports, and its text. */
type Case = readonly [rule: string, from: string, to: string, text: string];

const imports = (specifier: string) => `import '${specifier}';`;

const BROKEN: readonly Case[] = [
  ['below-errors-util', 'src/util/a.ts', 'src/tensor/ok.ts', `export * from '../tensor/ok';`],
  ['below-tensor', 'src/tensor/a.ts', 'src/ops/ok.ts', imports('../ops/ok')],
  ['below-ops', 'src/ops/a.ts', 'src/graph/ok.ts', `import type { X } from '../graph/ok';`],
  ['below-ops', 'src/ops/a.test.ts', 'src/reference/ok.ts', imports('../reference/ok')],
  ['below-graph', 'src/graph/a.ts', 'src/store/ok.ts', `const a = () => import('../store/ok');`],
  ['below-graph', 'src/graph/b.ts', 'src/plan/ok.ts', `type B = import('../plan/ok').X;`],
  ['below-reference', 'src/reference/a.ts', 'src/models/ok.ts', imports('../models/ok')],
  ['below-formats-models-rewrites', 'src/models/a.ts', 'src/cpu/ok.ts', imports('../cpu/ok')],
  ['below-kernels-cpu', 'src/cpu/a.fixtures.ts', 'src/plan/ok.ts', imports('../plan/ok')],
  ['below-plan', 'src/plan/a.ts', 'src/gpu/ok.ts', imports('../gpu/ok')],
  ['below-gpu', 'src/gpu/a.test.ts', 'src/tune/ok.ts', imports('../tune/ok')],
  [
    'below-store-image-tune-compress',
    'src/tune/a.ts',
    'src/runtime/ok.ts',
    imports('../runtime/ok'),
  ],
  ['below-runtime', 'src/runtime/a.ts', 'src/tools/ok.ts', imports('../tools/ok')],
  ['below-tools', 'src/tools/a.ts', 'src/index.ts', imports('../index')],
  ['below-index-node', 'src/index.ts', 'src/worker.ts', imports('./worker')],
  ['siblings-errors-util', 'src/errors.ts', 'src/util/ok.ts', imports('./util/ok')],
  [
    'siblings-formats-models-rewrites',
    'src/rewrites/a.ts',
    'src/formats/ok.ts',
    imports('../formats/ok'),
  ],
  ['siblings-kernels-cpu', 'src/kernels/a.ts', 'src/cpu/ok.ts', imports('../cpu/ok')],
  [
    'siblings-store-image-tune-compress',
    'src/image/a.ts',
    'src/store/ok.ts',
    imports('../store/ok'),
  ],
  ['siblings-index-node', 'src/node.ts', 'src/index.ts', imports('./index')],
  ['rowless-importer', 'src/helpers/a.ts', 'src/plan/ok.ts', imports('../plan/ok')],
  ['rowless-import', 'src/runtime/b.ts', 'src/helpers/ok.ts', imports('../helpers/ok')],
  ['doors-of-src', 'src/plan/b.ts', 'scripts/ok.js', imports('../../scripts/ok.js')],
  ['doors-of-src-gpu', 'src/gpu/a.ts', 'src/graph/ok.ts', `import type { X } from '../graph/ok';`],
  ['doors-of-cli', 'cli/a.ts', 'src/plan/ok.ts', imports('../src/plan/ok')],
  ['doors-of-bench', 'bench/a.ts', 'src/plan/ok.ts', imports('../src/plan/ok')],
  ['doors-of-pages', 'pages/a.tsx', 'src/runtime/ok.ts', imports('../src/runtime/ok')],
  ['test-code', 'src/rewrites/b.ts', 'src/rewrites/ok.fixtures.ts', imports('./ok.fixtures')],
  ['test-code', 'src/ops/b.ts', 'src/ops/cases.gen.ts', imports('./cases.gen')],
  ['test-code', 'scripts/a.js', 'e2e/ok.ts', imports('../e2e/ok.ts')],
  ['cycles', 'src/plan/c.ts', 'src/plan/d.ts', `import type { D } from './d';\nexport type C = D;`],
  ['unresolved', 'src/plan/e.ts', './nowhere', imports('./nowhere')],
];

const KEPT: readonly (readonly [what: string, from: string, text: string])[] = [
  ['a row above', 'src/plan/ok.ts', imports('../graph/ok')],
  ['the Plan, from gpu/', 'src/gpu/ok.ts', imports('../plan/ok')],
  ['a sibling, from a test', 'src/rewrites/ok.test.ts', imports('../formats/ok')],
  ['fixtures, from a test', 'src/rewrites/b.test.ts', imports('./ok.fixtures')],
  ['the manifest', 'src/store/ok.ts', imports('../../weights/manifest.json')],
  ['the library, from cli/', 'cli/ok.ts', imports('../src/index')],
  ['the inside, from a test of cli/', 'cli/ok.test.ts', imports('../src/plan/ok')],
  ['the inside, from e2e/', 'e2e/ok.ts', imports('../src/gpu/ok')],
  [
    'the other way of a cycle, told once',
    'src/plan/d.ts',
    `import type { C } from './c';\nexport type D = C;`,
  ],
  ['a row below, in a comment', 'src/ops/ok.ts', `// import '../gpu/ok';`],
];

/** What `depcruise --output-type json` prints, as far as it is read here. */
interface Printed {
  readonly summary: {
    readonly violations: readonly { rule: { name: string }; from: string; to: string }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { name: string }[] };
  };
}

const place = (rule: string, from: string, to: string) => `${rule}: ${from} → ${to}`;

/** Runs a tool of this project in another folder. */
function runIn(folder: string, tool: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [join(ROOT, 'node_modules', tool), ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
}

let folder: string;

function write(path: string, text: string): void {
  mkdirSync(join(folder, dirname(path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-layers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the layers', () => {
  let complaints: readonly string[];
  let rules: readonly string[];

  beforeAll(() => {
    for (const [, , to] of BROKEN) if (!to.startsWith('.')) write(to, 'export type X = 1;');
    write('weights/manifest.json', '{}');
    for (const [, from, text] of KEPT) write(from, text);
    for (const [, from, , text] of BROKEN) write(from, text);
    const { stdout } = runIn(
      folder,
      'dependency-cruiser/bin/dependency-cruise.mjs',
      ...['--config', join(ROOT, '.dependency-cruiser.js'), '--output-type', 'json'],
      ...['src', 'cli', 'bench', 'pages', 'e2e', 'scripts'],
    );
    const { summary } = JSON.parse(stdout) as Printed;
    complaints = summary.violations.map(({ rule, from, to }) => place(rule.name, from, to));
    rules = summary.ruleSetUsed.forbidden.map(({ name }) => name);
  });

  it.each(BROKEN)('%s refuses that %s imports %s', (rule, from, to) => {
    expect(complaints).toContain(place(rule, from, to));
  });

  it.each(KEPT)('allow %s', (_, from) => {
    expect(complaints.filter((complaint) => complaint.includes(`: ${from} →`))).toEqual([]);
  });

  it('say nothing else, and each rule has been seen to fail', () => {
    expect(complaints).toHaveLength(BROKEN.length);
    expect(new Set(BROKEN.map(([rule]) => rule))).toEqual(new Set(rules));
  });
});

it('what is above gpu/ knows no GPUDevice', () => {
  copyFileSync(join(ROOT, 'biome.jsonc'), join(folder, 'biome.jsonc'));
  write('src/kernels/device.ts', 'export const f = (device: GPUDevice) => device;');
  write('src/gpu/device.ts', 'export const f = (device: GPUDevice) => device;');
  write('src/tensor/device.ts', '// no GPUDevice here');
  const { stdout } = runIn(
    folder,
    '@biomejs/biome/bin/biome',
    ...['lint', '--vcs-enabled=false', '--only=style/noRestrictedGlobals', '--reporter=github'],
  );
  const files = [...stdout.matchAll(/file=[^,]*?(src\/[^,]+)/g)].map(([, file]) => file);
  expect(files).toEqual(['src/kernels/device.ts']);
});
