// Files of other people in Deno and in Firefox: right by what TensorFlow Lite gave for them, on the first and on the third run.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Offers } from '../../cli/offers';
import { libraryFolder } from '../../cli/package-root';
import type { LoadOptions } from '../../src/index';
import { sampleOf } from '../../src/util/sample.fixtures';
import type { RecordedRun } from '../corpus/recorded-run';
import { FOLDERS, faultsOf, recordedFiles, recordedRun } from '../corpus/tflite/recorded-files';
import { openDeno } from './deno-engine';
import type { Engine } from './engine';
import { openFirefox } from './firefox-engine';

const ENGINES = [
  ['Deno', openDeno],
  ['Firefox', openFirefox],
] as const;

/** Files of a sample. */
const FEW = 4;

const models = FOLDERS.find(({ name }) => name === 'models');
const files = !models || models.isMissing ? [] : recordedFiles(models.path);

describe.skipIf(files.length === 0)(
  `models of other people${files.length === 0 ? ' (skipped: no ../shared/models)' : ''}`,
  () => {
    describe.each(ENGINES)('%s', (name, open) => {
      const offers = new Offers(libraryFolder());
      let engine: Engine;

      beforeAll(async () => {
        engine = await open(offers);
      });
      afterAll(() => engine?.[Symbol.asyncDispose]());

      it.each(sampleOf(`models in ${name}`, files, FEW))('$name', async (file) => {
        const run = await recordedRun(file);
        for (const [index, answers] of (await answersOf(engine, offers, run)).entries()) {
          expect(faultsOf(run, answers), `run ${index === 0 ? 1 : 3}`).toEqual([]);
        }
      });
    });
  },
);

/** What the first and the third run give, by the outputs' names. */
async function answersOf(
  engine: Engine,
  offers: Offers,
  { bytes, options, inputs }: RecordedRun,
): Promise<Record<string, Float32Array>[]> {
  const offered = (given: Uint8Array) => engine.origin + offers.offer(given);
  const feeds = Object.entries(inputs).map(
    ([name, { buffer }]) => [name, offered(new Uint8Array(buffer))] as const,
  );
  const answers = await engine.evaluate(
    async (given) => {
      const read = async (url: string) => (await fetch(url)).arrayBuffer();
      const runtime = await kindling.createRuntime();
      const model = await runtime.load(new Uint8Array(await read(given.model)), given.options);
      const numbers: [string, Float32Array][] = [];
      for (const [name, url] of given.feeds)
        numbers.push([name, new Float32Array(await read(url))]);
      const runs: [string, Float32Array][][] = [];
      for (let run = 0; run < 3; run++) {
        const outputs = await model.run(Object.fromEntries(numbers));
        runs.push(Object.entries(outputs).map(([name, { data }]) => [name, data]));
      }
      runtime.dispose();
      return [runs[0] ?? [], runs[2] ?? []];
    },
    { model: offered(bytes), options: options as LoadOptions, feeds },
  );
  return answers.map((outputs) => Object.fromEntries(outputs));
}
