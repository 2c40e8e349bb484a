// Whatever is bundled goes with the text of its licence.
import { expect, it } from 'vitest';
import { completeLicences, licencesIn } from './licence-texts';

const LIST = `# Licenses

The app bundles dependencies which contain the following licenses:

## bare - 1.0.0 (Apache-2.0)

## whole - 2.0.0 (MIT)

MIT License

Copyright (c) Somebody
`;

it('gives a package without a text that of its licence', () => {
  const complete = completeLicences(LIST);
  expect(complete).toMatch(/^# Licenses\n\nThe app bundles/);
  const [bare, whole, ...more] = licencesIn(complete);
  expect(more).toEqual([]);
  expect(bare).toMatchObject({ name: 'bare - 1.0.0', licence: 'Apache-2.0' });
  expect(bare?.text).toContain('END OF TERMS AND CONDITIONS');
  expect(whole?.text).toBe('MIT License\n\nCopyright (c) Somebody');
});

it('refuses what it has no text for', () => {
  expect(() => completeLicences('## odd - 1.0.0 (ODD-1.0)\n')).toThrow(
    'odd - 1.0.0 comes without the text of its licence, "ODD-1.0".',
  );
});
