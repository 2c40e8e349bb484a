// Looks at the package as it is published: packs it once, and gives the tarball to publint (what bundlers and runtimes find
// in it) and to Are the Types Wrong? (what TypeScript finds).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, runMain } from './steps.js';

runMain(() => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-package-'));
  try {
    const packed = run('npm', ['pack', '--json', '--pack-destination', folder], { quiet: true });
    if (!packed.ok) throw new Error(`npm pack failed:\n${packed.output}`);
    const tarball = join(folder, JSON.parse(packed.output)[0].filename);
    const checks = [
      run('publint', ['run', tarball, '--strict'], { quiet: true }),
      run('attw', [tarball, '--profile', 'esm-only'], { quiet: true }),
    ];
    for (const { ok, output } of checks) if (!ok) console.log(output.trimEnd());
    return checks.every(({ ok }) => ok) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
});
