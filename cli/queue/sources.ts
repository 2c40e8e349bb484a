// What is enqueued, as addresses: the pictures of a folder or of a bucket, or the lines of a list.
import { createReadStream } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { createInterface } from 'node:readline';
import { fileTrouble, InputFileError } from '../failures';
import { isPictureName } from '../pictures/find-pictures';
import type { Environment } from '../weight-sources';
import { parseAddress } from './address';
import { S3Store } from './s3-store';

/**
 * Addresses of `source`: pictures below a folder by their paths below it, those below `s3://bucket/prefix`, or lines of a file, or
 * of standard input where it is `-`. What a list names is taken whatever it is called.
 * @throws InputFileError for what cannot be read; AddressError for a line that is no address, or a bucket that cannot be listed
 */
export async function* addressesOf(
  source: string,
  environment: Environment,
): AsyncGenerator<string> {
  if (source.startsWith('s3://')) yield* inBucket(source, environment);
  else if (source === '-') yield* linesOf(process.stdin, 'standard input');
  else if (await isFolder(source)) yield* below(source, '');
  else yield* linesOf(createReadStream(source), `"${source}"`);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new InputFileError(`"${path}" cannot be read: ${fileTrouble(cause)}.`, { cause });
  }
}

/** Slashes in every system: another one may read them. */
async function* below(root: string, folder: string): AsyncGenerator<string> {
  for await (const entry of await opendir(join(root, folder))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* below(root, path);
    else if (isPictureName(entry.name)) yield path;
  }
}

async function* inBucket(source: string, environment: Environment): AsyncGenerator<string> {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(source) ?? [];
  const store = await S3Store.open(environment);
  try {
    for await (const key of store.keys(bucket, prefix)) {
      if (isPictureName(posix.basename(key))) yield `s3://${bucket}/${key}`;
    }
  } finally {
    store.close();
  }
}

/** One address a line; empty lines are none. A wrong one ends it: a list is mended before a million jobs are made of it. */
async function* linesOf(input: NodeJS.ReadableStream, what: string): AsyncGenerator<string> {
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    const address = line.trim();
    if (address === '') continue;
    try {
      parseAddress(address);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new InputFileError(`Line ${number} of ${what}: ${message}`, { cause });
    }
    yield address;
  }
}
