// Packages that commands of the queue need and nothing else does: installed by who uses these commands, loaded when they run.
import { KindlingError } from '../../src/errors';

/** A package that a command needs is not installed, or does not load. */
class MissingPackageError extends KindlingError {
  constructor(message: string, options?: ErrorOptions) {
    super('missing-package', message, options);
  }
}

/** Queues. @throws MissingPackageError */
export function importBullmq(): Promise<typeof import('bullmq')> {
  return importPeer('bullmq', 'Queues need', () => import('bullmq'));
}

/** The client of Redis and Valkey. @throws MissingPackageError */
export function importIoredis(): Promise<typeof import('ioredis')> {
  return importPeer('ioredis', 'Queues need', () => import('ioredis'));
}

/** The client of S3-compatible stores. @throws MissingPackageError */
export function importS3(): Promise<typeof import('@aws-sdk/client-s3')> {
  return importPeer('@aws-sdk/client-s3', 'Addresses that begin with s3:// need', () => {
    return import('@aws-sdk/client-s3');
  });
}

/** Counters for Prometheus. @throws MissingPackageError */
export function importPromClient(): Promise<typeof import('prom-client')> {
  return importPeer('prom-client', '--metrics needs', () => import('prom-client'));
}

/** The decoders of the library in Node, which looks for them only when a picture comes. @throws MissingPackageError */
export function checkDecoders(): Promise<unknown> {
  return importPeer('sharp', 'Workers decode pictures by', () => import('sharp'));
}

/** Loads a package. @throws MissingPackageError that says what needs it, and how it is installed */
export async function importPeer<T>(
  name: string,
  needs: string,
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === MISSING;
    throw new MissingPackageError(
      isMissing
        ? `${needs} the package \`${name}\`; run \`npm install ${name}\`.`
        : `The package \`${name}\` does not load: ${String(cause)}`,
      { cause },
    );
  }
}

const MISSING = 'ERR_MODULE_NOT_FOUND';
