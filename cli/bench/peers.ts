// The runtimes that `kindling bench --peers` can time beside ours: what they are called and where their packages are.
// They are no dependencies of Kindling: whoever wants the comparison installs them.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PeerName } from '../../bench/contenders/contender';
import { PEERS, peersOf } from '../../bench/contenders/peer-packages';
import { KindlingError } from '../../src/errors';
import { UsageError } from '../failures';
import type { Host } from '../host';

/** A peer on this machine. */
export interface InstalledPeer {
  readonly name: PeerName;
  /** Package and version: `onnxruntime-web 1.30.0`. */
  readonly version: string;
  /** Folders of its packages on disk. */
  readonly folders: readonly string[];
}

/** A peer whose packages whoever computes can load. */
export interface OfferedPeer extends Omit<InstalledPeer, 'folders'> {
  /** Its packages' folders: URLs for pages, paths for Node. */
  readonly folders: readonly string[];
}

/** A peer was asked for whose packages are not there. */
class PeerMissingError extends KindlingError {
  constructor(packages: readonly string[]) {
    super(
      'peer-missing',
      `--peers needs packages that are not installed; run \`npm install --no-save ${packages.join(' ')}\`.`,
    );
  }
}

/** Names with commas between them, none for no text. @throws UsageError for one that is unknown or comes twice */
export function peerNames(text: string | undefined): PeerName[] {
  if (text === undefined) return [];
  const names = text.split(',').map((name) => {
    if (isPeer(name)) return name;
    const known = Object.keys(PEERS).join(', ');
    throw new UsageError(`--peers must be of ${known}, with commas between; got "${name}".`);
  });
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new UsageError(`--peers lists ${repeated} twice.`);
  return names;
}

/** @throws UsageError where a peer does not compute there */
export function checkPeers(names: readonly PeerName[], host: Host): void {
  const offered: readonly string[] = host === 'browser' || host === 'node' ? peersOf(host) : [];
  const stray = names.find((name) => !offered.includes(name));
  if (stray === undefined) return;
  const [home = ''] = PEERS[stray].hosts;
  throw new UsageError(
    `--peers ${stray} needs --runtime ${home}; ` +
      `--runtime ${host} has ${offered.length > 0 ? offered.join(', ') : 'no peers'}.`,
  );
}

/**
 * Finds the peers' packages in `node_modules` of `folder` and of the folders around it.
 * @throws PeerMissingError naming all packages that are missing
 */
export function findPeers(names: readonly PeerName[], folder: string): InstalledPeer[] {
  const needed = [...new Set(names.flatMap((name) => PEERS[name].packages))];
  const found = new Map(needed.map((name) => [name, findPackage(name, folder)]));
  const missing = needed.filter((name) => found.get(name) === null);
  if (missing.length > 0) throw new PeerMissingError(missing);
  return names.map((name) => {
    const { packages } = PEERS[name];
    const folders = packages.map((part) => found.get(part) ?? '');
    return { name, folders, version: versionOf(packages[0] ?? '', folders[0] ?? '') };
  });
}

function isPeer(name: string): name is PeerName {
  return Object.hasOwn(PEERS, name);
}

/** By hand: packages may hide their package.json from `require.resolve`. */
function findPackage(name: string, folder: string): string | null {
  const candidate = join(folder, 'node_modules', name);
  if (existsSync(join(candidate, 'package.json'))) return candidate;
  const parent = dirname(folder);
  return parent === folder ? null : findPackage(name, parent);
}

function versionOf(name: string, folder: string): string {
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return `${name} ${version}`;
}
