// The kernel suite in Node, on the adapter that Dawn finds: what kernels.spec.ts runs in the browser.
import { openNodeGpu } from '../../../cli/node-gpu';
import { ALL_KERNELS } from '../../../src/kernels/further-kernels.gen';
import { variantId } from '../../../src/kernels/kernel';
import type { Precision } from '../../../src/tensor/elements';
import { runKernelVariant } from './run-variant';

/**
 * Runs every variant whose op or name has `part` in it, and prints a line for each.
 * @returns how many failed
 * @throws RangeError where no variant has it; NodeGpuError where there is no WebGPU
 */
export async function testKernels(part: string, precision: Precision = 'f32'): Promise<number> {
  const variants = variantsWith(part);
  if (variants.length === 0) throw new RangeError(`No kernel variant has "${part}" in its name.`);
  const gpu = await openNodeGpu();
  try {
    const adapter = await navigator.gpu.requestAdapter();
    console.log(`${gpu.host}: ${adapter?.info.vendor} ${adapter?.info.description}`);
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const { title, kernel, variant } of variants) {
      counts[await testVariant(title, kernel, variant, precision)]++;
    }
    const { passed, failed, skipped } = counts;
    console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    return failed;
  } finally {
    gpu.close();
  }
}

function variantsWith(part: string) {
  const all = ALL_KERNELS.flatMap(({ ops, shader, variants }, kernel) =>
    variants.map((traits, variant) => {
      return { title: `${ops}: ${variantId(shader, traits)}`, kernel, variant };
    }),
  );
  return all.filter(({ title }) => title.includes(part));
}

async function testVariant(
  title: string,
  kernel: number,
  variant: number,
  precision: Precision,
): Promise<'passed' | 'failed' | 'skipped'> {
  const start = performance.now();
  const { missing, cases, failures } = await runKernelVariant(kernel, variant, precision);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (missing !== null) {
    console.log(`skip  ${title}: the adapter has no ${missing}`);
    return 'skipped';
  }
  const failed = failures.length > 0;
  console.log(`${failed ? 'FAIL' : 'ok  '}  ${title} (${cases} cases, ${seconds} s)`);
  for (const failure of failures.slice(0, 5)) console.log(`      ${failure}`);
  return failed ? 'failed' : 'passed';
}
