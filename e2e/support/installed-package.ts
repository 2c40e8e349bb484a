// The package as a user has it: packed, and installed from the tarball in an empty folder, without a network.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test as base } from '@playwright/test';
import sharp from 'sharp';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** `test` with a folder in which the packed library is installed, made once for each worker. */
export const test = base.extend<object, { readonly installedIn: string }>({
  installedIn: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'kindling-consumer-'));
      try {
        await installPackage(folder);
        await use(folder);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

/** An empty project in that folder, from which the library can be imported. */
export async function emptyProject(installedIn: string, name: string): Promise<string> {
  const folder = join(installedIn, name);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Writes one of the sample pictures of Fashion-MNIST, an ankle boot, as a file of its own. */
export async function writeBoot(path: string): Promise<void> {
  await sharp(join(root, 'weights/samples/fashion-mnist.png'))
    .extract({ left: 0, top: 0, width: 28, height: 28 })
    .toFile(path);
}

/** Packs the library and installs it in a folder. */
export async function installPackage(folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
  });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', filename], { cwd: folder });
}
