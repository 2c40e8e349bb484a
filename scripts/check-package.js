// Looks at the package as it is published: packs it once, and gives the tarball to publint (what bundlers and runtimes find
// in it) and to Are the Types Wrong? (what TypeScript finds). Links of its Markdown have to lead to files that it has, built
// files point at no source map that it has not, and what is bundled goes with its licence.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { LICENCES_FILE, licencesIn } from './licence-texts.js';
import { root, run, runMain } from './steps.js';

/** What packages of the web and of Node are bundled into, each with its list of licences. */
const BUILT = ['dist', 'dist/cli'];

runMain({}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-package-'));
  try {
    const packed = run('npm', ['pack', '--json', '--pack-destination', folder], { quiet: true });
    if (!packed.ok) throw new Error(`npm pack failed:\n${packed.output}`);
    const [{ filename, files }] = JSON.parse(packed.output);
    const tarball = join(folder, filename);
    /** @type {string[]} */
    const paths = files.map((/** @type {{ path: string }} */ { path }) => path);
    const faults = [...deadLinks(paths), ...missingMaps(paths), ...missingLicences(paths)];
    for (const line of faults) console.log(line);
    const checks = [
      run('publint', ['run', tarball, '--strict'], { quiet: true }),
      run('attw', [tarball, '--profile', 'esm-only'], { quiet: true }),
    ];
    for (const { ok, output } of checks) if (!ok) console.log(output.trimEnd());
    return faults.length === 0 && checks.every(({ ok }) => ok) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/**
 * Relative links of Markdown files to what is not among the files, one line for each.
 * @param {readonly string[]} paths From the package's root.
 */
function deadLinks(paths) {
  const pages = paths.filter((path) => path.endsWith('.md'));
  return pages.flatMap((page) => {
    const links = readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g);
    const targets = [...links].map(([, link]) => posix.join(posix.dirname(page), link));
    const missing = targets.filter((target) => !paths.includes(target));
    return missing.map((target) => `${page} links to ${target}, which is not in the package`);
  });
}

/**
 * Built files that point at source maps which are not among the files, one line for each.
 * @param {readonly string[]} paths From the package's root.
 */
function missingMaps(paths) {
  const scripts = paths.filter((path) => path.startsWith('dist/') && path.endsWith('.js'));
  return scripts.flatMap((script) => {
    const [, map] =
      /^\/\/# sourceMappingURL=(.+)$/m.exec(readFileSync(join(root, script), 'utf8')) ?? [];
    if (!map || paths.includes(posix.join(posix.dirname(script), map))) return [];
    return `${script} points at ${map}, which is not in the package`;
  });
}

/**
 * Lists of licences that are not among the files, and packages in them without a text, one line for each.
 * @param {readonly string[]} paths From the package's root.
 */
function missingLicences(paths) {
  return BUILT.flatMap((folder) => {
    const list = `${folder}/${LICENCES_FILE}`;
    if (!paths.includes(list)) return `${list} is not in the package`;
    const licences = licencesIn(readFileSync(join(root, list), 'utf8'));
    if (licences.length === 0) return `${list} names no package`;
    return licences.flatMap(({ name, text }) =>
      text.length > 200 ? [] : `${list} has no text for ${name}`,
    );
  });
}
