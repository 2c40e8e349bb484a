// Completes the list that Vite writes of the licences of what is bundled: some packages only name theirs, and Apache 2.0 asks
// that its text goes along.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The list's name, in every folder that is built. */
export const LICENCES_FILE = 'third-party-licenses.md';

/** Where the text of a licence stands that is the same for all who use it. */
const TEXTS = { 'Apache-2.0': 'typescript/LICENSE.txt' };

/** A heading of the list: `## name - version (licence)`. */
const HEADING = /^## (.+) \(([^()]+)\)$/;
/** Before each; texts may have headings of their own. */
const BEFORE = /^(?=## .+ \([^()]+\)$)/m;

/**
 * The packages of a list, each with its licence's name and text.
 * @param {string} list
 * @returns {{ heading: string, name: string, licence: string, text: string }[]}
 */
export function licencesIn(list) {
  return list
    .split(BEFORE)
    .filter((part) => HEADING.test(part.split('\n')[0] ?? ''))
    .map((part) => {
      const [heading = '', ...lines] = part.split('\n');
      const [, name = '', licence = ''] = HEADING.exec(heading) ?? [];
      return { heading, name, licence, text: lines.join('\n').trim() };
    });
}

/**
 * The list with a text for every package.
 * @param {string} list
 * @throws {Error} for a licence whose text is not known
 */
export function completeLicences(list) {
  const [first = ''] = list.split(BEFORE);
  const introduction = HEADING.test(first.split('\n')[0] ?? '') ? '' : first;
  const parts = licencesIn(list).map(({ heading, name, licence, text }) => {
    return `${heading}\n\n${text === '' ? textOf(licence, name) : text}\n`;
  });
  return `${introduction}${parts.join('\n')}`;
}

/**
 * @param {string} licence SPDX identifier
 * @param {string} name of the package that is under it
 */
function textOf(licence, name) {
  const path = Object.entries(TEXTS).find(([id]) => id === licence)?.[1];
  if (!path) throw new Error(`${name} comes without the text of its licence, "${licence}".`);
  return readFileSync(createRequire(import.meta.url).resolve(path), 'utf8').trim();
}

/**
 * Completes the list of a build.
 * @returns {import('vite').Plugin}
 */
export function licenceTexts() {
  return {
    name: 'licence-texts',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const list = bundle[LICENCES_FILE];
        if (list?.type === 'asset') list.source = completeLicences(String(list.source));
      },
    },
  };
}
