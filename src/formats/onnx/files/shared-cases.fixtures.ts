// The recorded ONNX cases beside the project.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNpyFile } from './npy.fixtures';
import type { RecordedCase, RecordedTensor } from './recorded-case.fixtures';

const folder = join(import.meta.dirname, '../../../../../shared/cases/onnx');

/** Whether the material is there, as it is not in a user's clone. */
export const hasSharedCases = existsSync(join(folder, 'INDEX.tsv'));

/** For test titles: why they are skipped; empty where they are not. */
export const whyNoSharedCases = hasSharedCases ? '' : ' (skipped: no ../shared/cases/onnx)';

/** Names of all cases. */
export const SHARED_CASES: readonly string[] = hasSharedCases
  ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'model.onnx')))
  : [];

/** A case by its name. */
export function sharedCase(name: string): RecordedCase {
  const at = (...parts: string[]) => join(folder, name, ...parts);
  const files = readdirSync(at());
  const named = readJson<Record<string, string>>(at('names.json'), {});
  const outs = readJson<[string, string][]>(at('outs.json'), []);
  const tensors = (prefix: string): Record<string, RecordedTensor> =>
    Object.fromEntries(
      files
        .filter((file) => file.startsWith(prefix) && file.endsWith('.npy'))
        .map((file) => [file.slice(prefix.length, -'.npy'.length), readNpyFile(at(file))]),
    );
  const original = (stem: string) =>
    outs.find(([, file]) => file === stem)?.[0] ??
    Object.entries(named).find(([, file]) => file === stem)?.[0] ??
    stem;
  const renamed = (list: Record<string, RecordedTensor>) =>
    Object.fromEntries(Object.entries(list).map(([stem, tensor]) => [original(stem), tensor]));
  return {
    file: new Uint8Array(readFileSync(at('model.onnx'))),
    inputs: renamed(tensors('in.')),
    outputs: renamed(tensors('out.')),
  };
}

function readJson<T>(path: string, fallback: T): T {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : fallback;
}
