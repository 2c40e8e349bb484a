// Shader text put together from libraries, and what is read from it.
import { describe, expect, it } from 'vitest';
import { linkShader, overridesAmong } from './shader';
import { conv2dDirect, conv2dTiled, variantLibraries } from './shaders.gen';

const CHOICES = { types: 'f32', pixels: '8', words: '2', weights: 'each' };

describe('linkShader', () => {
  it("puts the chosen libraries before the shader's own code", () => {
    const code = linkShader(conv2dDirect, CHOICES);
    expect(code.endsWith(conv2dDirect.code)).toBe(true);
    const before = code.slice(0, -conv2dDirect.code.length);
    expect(before).toContain('alias elem=f32;');
    expect(before).toContain(variantLibraries['pixels-8']);
    expect(before).toContain(variantLibraries['words-2']);
    expect(before).not.toContain(variantLibraries['pixels-4']);
  });

  it('puts directives before everything else', () => {
    const code = linkShader(conv2dDirect, { ...CHOICES, weights: 'quad' });
    expect(code).toMatch(/^enable subgroups;\ndiagnostic\(off,subgroup_uniformity\);\n/);
    expect(code.match(/enable/g)).toHaveLength(1);
  });

  it('puts constants before the libraries, and behind directives', () => {
    const numbers = { WG_X: 8, WG_Y: 4, BLOCK_K: 2, UNALIGNED: 0 };
    const code = linkShader(conv2dTiled, CHOICES, numbers);
    expect(code).toMatch(/^const BLOCK_K=2u;\nconst WG_X=8u;\nconst WG_Y=4u;\n/);
    expect(code).not.toContain('const UNALIGNED');
    expect(overridesAmong(conv2dTiled, numbers)).toEqual({ UNALIGNED: 0 });
  });

  it('refuses a constant without a value, naming shader and constant', () => {
    const link = () => linkShader(conv2dTiled, CHOICES, { WG_X: 8, WG_Y: 4 });
    expect(link).toThrow(RangeError);
    expect(link).toThrow(/conv2d-tiled has no value for "BLOCK_K"/);
  });

  it('refuses a library that does not exist, naming shader and library', () => {
    const link = () => linkShader(conv2dDirect, { ...CHOICES, pixels: '3' });
    expect(link).toThrow(RangeError);
    expect(link).toThrow(/conv2d-direct has no library "pixels-3"/);
  });

  it('refuses a family without a choice', () => {
    expect(() => linkShader(conv2dDirect, { types: 'f32' })).toThrow(RangeError);
    expect(() => linkShader(conv2dDirect, { types: 'f32' })).toThrow(/"pixels-undefined"/);
  });
});
