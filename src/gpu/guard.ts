// WebGPU calls whose errors are never swallowed.
import { GPUFailureError } from '../errors';
import type { Gpu } from './device';

/**
 * Runs WebGPU calls inside error scopes; `checked` rejects with what they caught. WebGPU itself would go on with
 * invalid objects and give zeros.
 */
export function guard<T>(
  { device }: Gpu,
  what: string,
  work: () => T,
): { value: T; checked: Promise<void> } {
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  const pop = () => Promise.all([device.popErrorScope(), device.popErrorScope()]);
  let value: T;
  try {
    value = work();
  } catch (error) {
    // Scopes form a stack: they must be popped here, or later errors would land in them.
    pop().catch(() => undefined);
    throw error;
  }
  const checked = pop().then(([memory, validation]) => {
    if (memory) {
      const advice = 'Use a smaller batch, or dispose models.';
      throw new GPUFailureError(`${what} ran out of GPU memory: ${memory.message} ${advice}`);
    }
    if (validation)
      throw new GPUFailureError(`${what} was refused by WebGPU: ${validation.message}`);
  });
  return { value, checked };
}
