// What the browser tests call inside the page: the library, and what only tests need of its inside.
import * as kindling from '../src/index';
import { runKernelVariant } from './kernels/run-variant';
import { resizeOnGpu } from './pictures/resize-on-gpu';

const harness = { ...kindling, runKernelVariant, resizeOnGpu };

declare global {
  /** Set by e2e/harness.html. */
  var harness: typeof import('./harness').default;
}

globalThis.harness = harness;
export default harness;
