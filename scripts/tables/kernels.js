// The registries of kernels: a file of a folder of src/kernels/ that exports what `defineKernel` gives, or a list of kernels.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../steps.js';
import { camelCase, pick, refuseHomeless, written } from './chunks.js';

const folder = join(root, 'src/kernels');

/** @param {import('./chunks.js').Chunks} chunks @returns {[path: string, text: string][]} */
export function kernelTables(chunks) {
  const kernels = readKernels();
  const { core, depthwise, further, software } = chunks;
  refuseHomeless(
    kernels,
    Object.values(chunks).flatMap((chunk) => chunk.kernels),
    'kernel',
  );
  return [
    [
      'src/kernels/core-kernels.gen.ts',
      listOf(pick(kernels, core.kernels, 'kernel'), [
        '/** The kernels of ordinary networks, the more special before the more general. */',
        'export const KERNELS: readonly Kernel[] = [',
      ]),
    ],
    [
      'src/kernels/further-kernels.gen.ts',
      listOf(
        pick(kernels, further.kernels, 'kernel'),
        [
          '/** Every kernel, the more special before the common ones. It drives tuning, the kernel suite and the kernel benchmark. */',
          'export const ALL_KERNELS: readonly Kernel[] = [',
        ],
        ["import { SOFTWARE_KERNELS } from './software-kernels.gen';"],
        ['  ...SOFTWARE_KERNELS,'],
      ),
    ],
    [
      'src/kernels/depthwise-kernels.gen.ts',
      listOf(
        pick(kernels, depthwise.kernels, 'kernel'),
        [
          // Those first: of a map of one channel, both compute the convolution.
          '/** The kernels of networks with depthwise layers: the common ones, and their own. */',
          'export const DEPTHWISE_KERNELS: readonly Kernel[] = [',
          '  ...KERNELS,',
        ],
        ["import { KERNELS } from './core-kernels.gen';"],
      ),
    ],
    [
      'src/kernels/software-kernels.gen.ts',
      listOf(
        pick(kernels, software.kernels, 'kernel'),
        [
          '/** The same on software adapters, which have some of their own before those. */',
          'export const SOFTWARE_KERNELS: readonly Kernel[] = [',
        ],
        ["import { DEPTHWISE_KERNELS } from './depthwise-kernels.gen';"],
        ['  ...DEPTHWISE_KERNELS,'],
      ),
    ],
  ];
}

function readKernels() {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return paths.flatMap((path) => {
    if (!/^[^.]+\/[^./]+\.ts$/.test(path)) return [];
    const stem = basename(path, '.ts');
    const text = readFileSync(join(folder, path), 'utf8');
    const [, isOne, isList] =
      new RegExp(
        `^export const ${camelCase(stem)}(?:( = defineKernel\\b)|(: readonly Kernel\\[\\]))`,
        'm',
      ).exec(text) ?? [];
    if (!isOne && !isList) return [];
    return [{ stem, path: path.replace(/\.ts$/, ''), isList: isList !== undefined }];
  });
}

/**
 * @param {readonly { stem: string, path: string, isList: boolean }[]} kernels
 * @param {readonly string[]} opening
 * @param {readonly string[]} [imports]
 * @param {readonly string[]} [last]
 */
function listOf(kernels, opening, imports = [], last = []) {
  return written('src/kernels/', [
    ...kernels.map(({ stem, path }) => `import { ${camelCase(stem)} } from './${path}';`),
    ...imports,
    "import type { Kernel } from './kernel';",
    '',
    ...opening,
    ...kernels.map(({ stem, isList }) => `  ${isList ? '...' : ''}${camelCase(stem)},`),
    ...last,
    '];',
  ]);
}
