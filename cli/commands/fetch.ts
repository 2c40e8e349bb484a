// `kindling fetch`: brings a named model into the cache, so that later commands need no network.

import { findManifestEntry } from '../../src/store/manifest';
import { type Command, JSON_OPTION } from '../command';
import { formatCount } from '../format';
import { resolveNamed } from '../model-file';
import { printJson, printResult } from '../output';
import { cacheFolder, createCacheFolderSource } from '../weight-sources';

/** The command. A model that is in the cache already is checked again and left there. */
export const fetchCommand: Command = {
  definition: {
    meta: { name: 'fetch', description: 'Download, check and cache a model' },
    args: {
      model: { type: 'positional', description: 'Name in the manifest' },
      json: JSON_OPTION,
    },
  },
  async run(given, { signal }) {
    const entry = findManifestEntry(given.positionals[0] ?? '');
    const { bytes, source } = await resolveNamed(entry, process.env, signal);
    const cached = createCacheFolderSource(cacheFolder(process.env));
    // A download is kept already if it could be; here a cache that cannot be written is a failure.
    if (!source.cache) await cached.cache?.put(entry, bytes);
    const report = {
      model: entry.name,
      path: cached.locate(entry),
      bytes: bytes.byteLength,
      sha256: entry.sha256,
      source: source.name,
    };
    if (given.flag('json')) return printJson(report);
    const from = source.cache ? 'was there already' : `from ${source.locate(entry)}`;
    printResult(
      `${report.model}: ${report.path}\n` +
        `  ${formatCount(report.bytes)} bytes, SHA-256 ok (${report.sha256})\n  ${from}`,
    );
  },
};
