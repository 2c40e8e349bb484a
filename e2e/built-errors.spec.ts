// The errors of the built library, which is minified, have the names that the guides look them up by.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import type * as library from '../src/index';

type Library = typeof library;

/** Whatever a failure is about. */
const ABOUT = { limit: 'maxBufferSize', needed: 2, available: 1, layer: null, offset: 0 };

const built: Promise<Library> = import(
  pathToFileURL(join(import.meta.dirname, '../dist/kindling.js')).href
);

test('every error is called as it is exported', async () => {
  const { KindlingError, ...others } = await built;
  const classes = Object.entries(others).filter(
    ([, exported]) => Object.getPrototypeOf(exported) === KindlingError,
  );
  expect(classes.map(([name]) => name)).toContain('LimitError');
  expect(classes.length).toBeGreaterThanOrEqual(12);
  for (const [name, Class] of classes) {
    const error: unknown = Reflect.construct(Class, ['What happened.', ABOUT]);
    expect(error).toBeInstanceOf(KindlingError);
    expect(error).toMatchObject({ name, message: 'What happened.' });
    expect(String(error)).toBe(`${name}: What happened.`);
  }
  expect(String(new KindlingError('code', 'What happened.'))).toBe('KindlingError: What happened.');
});

test('errors that are thrown have their names, too', async () => {
  const { createRuntime, readModel } = await built;
  await expect(readModel(new Uint8Array(0))).rejects.toMatchObject({ name: 'ModelFormatError' });
  await expect(createRuntime()).rejects.toMatchObject({ name: 'WebGPUUnavailableError' });
  const runtime = await createRuntime({ backend: 'cpu' });
  await expect(runtime.load('squeezenet')).rejects.toMatchObject({ name: 'UnknownModelError' });
  runtime.dispose();
});
