import { describe, expect, it, vi } from 'vitest';
import { Scoped } from './scoped';

describe('Scoped', () => {
  it('disposes at the end of the block, both ways', async () => {
    const dispose = vi.fn();
    class Held extends Scoped {
      dispose = dispose;
    }
    {
      using held = new Held();
      expect(held).toBeInstanceOf(Scoped);
      expect(dispose).toHaveBeenCalledTimes(0);
    }
    expect(dispose).toHaveBeenCalledTimes(1);
    {
      await using held = new Held();
      expect(held).toBeInstanceOf(Scoped);
    }
    expect(dispose).toHaveBeenCalledTimes(2);
  });

  it('does without the symbols where the browser lacks them', async () => {
    const known = Object.getOwnPropertyDescriptors(Symbol);
    const { dispose, asyncDispose, ...others } = known;
    expect([dispose.value, asyncDispose.value].every(Boolean)).toBe(true);
    vi.resetModules();
    vi.stubGlobal(
      'Symbol',
      Object.defineProperties(() => undefined, others),
    );
    const { Scoped: Old } = await import('./scoped').finally(() => vi.unstubAllGlobals());
    expect(Reflect.ownKeys(Old.prototype)).toEqual(['constructor']);
    expect(Reflect.ownKeys(Scoped.prototype)).toHaveLength(3);
  });
});
