// Files that comments and documents name are there: a file that moves leaves no word of its old place behind.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const git = ['ls-files', '--cached', '--others', '--exclude-standard'];
/** What git knows, or would add, and is there. */
const files = execFileSync('git', git, { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

/** Every way to name a file or a folder of the project: its path, and each end of that. */
const NAMES = new Set(
  files.flatMap((file) => {
    const parts = file.split('/');
    const paths = parts.map((_, index) => parts.slice(0, index + 1));
    return paths.flatMap((path) => path.map((_, index) => path.slice(index).join('/')));
  }),
);

/** What is named and is no file of the project, and whose it is. */
const ELSEWHERE: readonly RegExp[] = [
  /^(LiteRT|TensorFlow)\.js$/, // projects
  /^(Concat_impl\.ts|dump\.js|e2e\/benchmarks)$/, // files of TensorFlow.js
  /^(dist|docs\/api|docs\/site\/dist|node_modules)(\/|$)/, // what commands write
  /^(cpu-)?worker\.js$/, // a page's own, or one that the build writes
  /^INDEX\.tsv$/, // beside the recorded outputs, which are no part of the project
  /global-max-pool-plain/, // the kernel that add-a-kernel.md adds
  /NAME|^FILE\.|^labels\.tsv$/, // placeholders
];

/** History and measurements name files as they were; mutants.md is generated. */
const AS_IT_WAS = ['CHANGELOG.md', 'bench/RESULTS.md', 'docs/mutants.md'];

/** Lines of a document, or the comments of code. */
function proseOf(path: string, text: string): string {
  if (path.endsWith('.md')) return text;
  return [...text.matchAll(/(?:^|\s)(?:\/\/|\/?\*+)\s(.*)$/gm)].map(([, line]) => line).join('\n');
}

/** What looks like a path of the project: it ends as source files do, or begins with a folder of it. */
function pathsIn(prose: string): string[] {
  const ending = '\\w[\\w.-]*(?:/[\\w.-]+)*\\.(?:ts|tsx|js|wgsl|md|json|jsonc|tsv|py|sh)';
  const beginning =
    '(?:src|shaders|e2e|scripts|weights|pages|cli|bench|lab|docs)/[\\w./-]*(?![\\w./*{<-])';
  const path = new RegExp(`(?<![\\w./…@~*}-])(?:${ending}(?![\\w/-])|${beginning})`, 'g');
  return [...prose.matchAll(path)].map(([found]) => found.replace(/^\.\/|[./-]+$/g, ''));
}

const missingIn = (prose: string): string[] =>
  pathsIn(prose).filter(
    (path) => !NAMES.has(path) && !ELSEWHERE.some((pattern) => pattern.test(path)),
  );

describe('files that are named', () => {
  const texts = files.filter(
    (path) =>
      /\.(md|ts|tsx|js|wgsl)$/.test(path) && !path.endsWith('.gen.ts') && !AS_IT_WAS.includes(path),
  );

  it('are there', () => {
    const missing = texts.flatMap((path) => {
      const prose = proseOf(path, readFileSync(join(root, path), 'utf8'));
      return missingIn(prose).map((name) => `${path}: ${name}`);
    });
    expect(missing).toEqual([]);
  });

  it('would be missed if they were not', () => {
    const prose = 'See `src/gone.ts`, shaders/lib/gone.wgsl, paths.test.ts and src/util/math.ts.';
    expect(missingIn(prose)).toEqual(['src/gone.ts', 'shaders/lib/gone.wgsl']);
    expect(proseOf('a.ts', "import './gone.ts'; // as NAME says")).toBe('as NAME says');
  });
});
