// Workgroup arrays that overrides size are found, whatever stands between.
import { describe, expect, it } from 'vitest';
import { constantsIn, overrideSizedArrays } from './workgroup-arrays.js';

const complaintsOf = (...texts: string[]) =>
  overrideSizedArrays(texts.map((text, index) => ({ file: `${index}.wgsl`, text })));

describe('overrideSizedArrays', () => {
  it('names file, line, variable and override', () => {
    const text = '// A shader.\noverride WG: u32;\n\nvar<workgroup> parts: array<f32, WG * 2u>;\n';
    expect(complaintsOf(text)).toEqual([
      '0.wgsl:4: the size of "parts" depends on the override WG; say //#const instead.',
    ]);
  });

  it.each([
    ['a named size', 'override SIZE = WG * 2u;\nvar<workgroup> parts: array<f32, SIZE>;'],
    ['an alias', 'alias Parts = array<f32, WG>;\nvar<workgroup> parts: Parts;'],
    ['a declaration of several lines', 'var <workgroup> parts:\n  array<f32,\n    WG>;'],
  ])('follows %s', (_, text) => {
    const [complaint = ''] = complaintsOf(`override WG: u32;\n${text}`);
    expect(complaint).toContain('"parts" depends on the override');
    expect(complaint).toContain('WG');
  });

  it('looks for the override in all texts that are linked', () => {
    const complaints = complaintsOf('override WG: u32;', 'var<workgroup> parts: array<f32, WG>;');
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(/^1\.wgsl:1:/);
  });

  it.each([
    ['constants', 'const WG = 64u;\nvar<workgroup> parts: array<f32, WG>;'],
    ['literals', 'override WG: u32;\nvar<workgroup> parts: array<f32, 64>;'],
    ['what the linker prints', '//#const WG\nvar<workgroup> parts: array<f32, WG>;'],
    ['variables of functions', 'override WG: u32;\nfn f() { var parts: array<f32, 4>; }'],
    ['comments', 'override WG: u32;\n// var<workgroup> parts: array<f32, WG>;'],
  ])('takes %s', (_, text) => {
    expect(complaintsOf(text)).toEqual([]);
  });
});

describe('constantsIn', () => {
  it('reads the names of all directives', () => {
    expect(constantsIn('//#const WG_X WG_Y\n//#use tile\n//#const K\n')).toEqual([
      'WG_X',
      'WG_Y',
      'K',
    ]);
  });
});
