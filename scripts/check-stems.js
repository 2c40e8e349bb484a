// One stem per kernel: shaders/<stem>.wgsl, src/kernels/<stem>.ts, one line in src/kernels/index.ts; or all in folders rare/.
// Shaders that src/kernels/ does not name (pictures, top-k) belong to other folders and are left alone.

/**
 * @param {ReadonlyMap<string, string>} files Path from the project's root (with /) → text.
 * @returns {string[]} Complaints; empty when every kernel is whole.
 */
export function checkStems(files) {
  const kernels = [...files].filter(([path]) => isKernelFile(path)).map(([, text]) => text);
  const stems = [...files.keys()].flatMap(
    (path) => /^shaders\/((?:rare\/)?[^/]+)\.wgsl$/.exec(path)?.[1] ?? [],
  );
  return stems.flatMap((path) => {
    const folder = path.startsWith('rare/') ? 'src/kernels/rare' : 'src/kernels';
    const stem = path.replace('rare/', '');
    if (!kernels.some((text) => names(text, stem))) return [];
    if (!files.has(`${folder}/${stem}.ts`)) {
      return [`shaders/${path}.wgsl: src/kernels/ names it, but there is no ${folder}/${stem}.ts`];
    }
    if (files.get(`${folder}/index.ts`)?.includes(`./${stem}'`)) return [];
    return [`${folder}/${stem}.ts: ${folder}/index.ts does not list it`];
  });
}

/** @param {string} path */
function isKernelFile(path) {
  return path.startsWith('src/kernels/') && !/\.(gen|test)\.ts$/.test(path);
}

/** Whether a file names a shader: as a string, or as the camelCase name of the generated table. @param {string} text @param {string} stem */
function names(text, stem) {
  const camel = stem.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  return new RegExp(`['"\`/]${stem}(\\.wgsl)?['"\`]|\\b${camel}\\b`).test(text);
}
