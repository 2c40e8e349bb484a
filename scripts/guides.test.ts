// The guides are true: their TypeScript compiles against the public types, their links lead somewhere, their commands exist, and
// every error has a heading.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as errors from '../src/errors';

const root = join(import.meta.dirname, '..');
const guides = join(root, 'docs/guides');
const pages = [
  'README.md',
  ...readdirSync(guides)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/guides/${name}`),
].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

/** Code of a page's blocks in a language. */
function blocksOf(text: string, language: string): string[] {
  return text
    .split(`\`\`\`${language}\n`)
    .slice(1)
    .map((rest) => rest.split('\n```')[0] ?? '');
}

/** The kernel that add-a-kernel.md adds, beside the table that its shader gives. */
function addedKernel(): Map<string, string> {
  const guide = readFileSync(join(guides, 'add-a-kernel.md'), 'utf8');
  const table = join(root, 'src/kernels/further-shaders.gen.ts');
  const entry =
    "export const globalMaxPoolPlain: ShaderOf<'WG' | 'UNALIGNED', NonNullable<typeof globalMaxPool.types>[1]> = { stem: '', families: '', uses: '', code: '' };";
  return new Map([
    [table, `${readFileSync(table, 'utf8')}\n${entry}\n`],
    [
      join(root, 'src/kernels/pool/global-max-pool-plain.ts'),
      blocksOf(guide, 'typescript')[0] ?? '',
    ],
  ]);
}

/** Complaints of the compiler about modules that import the library by its name, by module. */
function complaintsAbout(modules: ReadonlyMap<string, string>): string[] {
  const options: ts.CompilerOptions = {
    ...{ target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, noEmit: true, strict: true },
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    ...{ skipLibCheck: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
    types: ['@webgpu/types'],
    paths: {
      kindling: [join(root, 'src/index.ts')],
      'kindling/models': [join(root, 'src/models/index.ts')],
    },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => modules.has(path) || fileExists(path);
  host.readFile = (path) => modules.get(path) ?? readFile(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = modules.get(path);
    return text === undefined
      ? getSourceFile(path, target, ...rest)
      : ts.createSourceFile(path, text, target);
  };
  host.getCurrentDirectory = () => root;
  const program = ts.createProgram([...modules.keys()], options, host);
  return [...modules.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    const found = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ];
    return found.map(
      ({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}

const modules = new Map(
  pages
    .filter(({ path }) => path !== 'README.md')
    .flatMap(({ path, text }) =>
      blocksOf(text, 'ts').map((code, index): [string, string] => [
        join(root, `${path}-${index}.ts`),
        `${code}\nexport {};\n`,
      ]),
    ),
);

describe('the guides', () => {
  it('have TypeScript that compiles', { timeout: 300_000 }, () => {
    expect(modules.size).toBeGreaterThan(8);
    expect(complaintsAbout(modules)).toEqual([]);
  });

  it('add a kernel that compiles', { timeout: 300_000 }, () => {
    expect(complaintsAbout(addedKernel())).toEqual([]);
  });

  it('would be caught if it did not', { timeout: 300_000 }, () => {
    const wrong = new Map([
      [join(root, 'wrong.ts'), "import { createRuntime } from 'kindling';\ncreateRuntime(7, 8);\n"],
    ]);
    expect(complaintsAbout(wrong)).toEqual([expect.stringContaining('Expected 0-1 arguments')]);
  });

  it.each(pages)('$path links to what is there', ({ path, text }) => {
    const targets = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link);
    const missing = targets.filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? join(root, path) : join(root, dirname(path), file);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !headingsOf(readFileSync(target, 'utf8')).includes(anchor);
    });
    expect(missing).toEqual([]);
  });

  it.each(pages)('$path names commands that exist', ({ text }) => {
    const commands = [...text.matchAll(/(?:node cli\/kindling\.js|npx kindling) ([a-z]+)/g)];
    const known = readFileSync(join(root, 'cli/program.ts'), 'utf8');
    for (const [, command] of commands) expect(known).toMatch(new RegExp(`\\b${command}\\b`));
  });
});

describe('troubleshooting.md', () => {
  const page = readFileSync(join(guides, 'troubleshooting.md'), 'utf8');
  const headings = [...page.matchAll(/^## (\w+)$/gm)].map(([, heading]) => heading);

  it('has a heading for every error, and for nothing else', () => {
    expect(headings.toSorted()).toEqual(Object.keys(errors).toSorted());
  });

  it('gives the code of every error', () => {
    const source = readFileSync(join(root, 'src/errors.ts'), 'utf8');
    const codes = [...source.matchAll(/super\('([a-z-]+)'/g)].map(([, code]) => code);
    expect(codes.length).toBe(Object.keys(errors).length - 1);
    for (const code of codes) expect(page).toContain(`\n\`${code}\`: `);
  });
});

describe('the architecture', () => {
  const design = readdirSync(join(root, 'docs/design')).map((name) => `docs/design/${name}`);
  const texts = ['ARCHITECTURE.md', ...design].map((path) => ({
    path,
    text: readFileSync(join(root, path), 'utf8'),
  }));

  it.each(texts)('$path links to what is there', ({ path, text }) => {
    const targets = [...text.matchAll(/\]\((?!https?:)([^)\s#]+)/g)].map(([, link = '']) => link);
    expect(targets.filter((link) => !existsSync(join(root, dirname(path), link)))).toEqual([]);
  });

  it('is told in 150 lines', () => {
    expect(texts[0]?.text.split('\n').length).toBeLessThanOrEqual(150);
  });
});

it('the site has every page of docs/, and each page once', () => {
  const sections: readonly { pages: readonly string[] }[] = JSON.parse(
    readFileSync(join(root, 'docs/site/sections.json'), 'utf8'),
  );
  const listed = sections.flatMap(({ pages }) => pages);
  const written = ['docs', 'docs/guides', 'docs/design'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  );
  expect(listed.filter((path) => path.startsWith('docs/')).toSorted()).toEqual(written.toSorted());
  expect(new Set(listed).size).toBe(listed.length);
});

it('README lists every guide', () => {
  const readme = pages[0]?.text ?? '';
  for (const { path } of pages.slice(1)) expect(readme).toContain(`(${path})`);
});

/** Anchors of headings, as GitHub makes them. */
function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
