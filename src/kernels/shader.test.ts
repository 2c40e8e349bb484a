// Shader text put together from libraries, and what is read from it.
import { describe, expect, it } from 'vitest';
import { linkShader } from './shader';
import { conv2dDirect, variantLibraries } from './shaders.gen';

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
