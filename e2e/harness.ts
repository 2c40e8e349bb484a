// What the browser tests call inside the page: the library, and what only tests need of its inside.
import * as kindling from '../src/index';
import { compileBrokenShader } from './broken-shader';
import { runKernelVariant } from './kernels/run-variant';
import { openModel, runModel } from './model-session';
import { resizeOnGpu } from './pictures/resize-on-gpu';
import { runPlannedFor } from './planned-run';

const api = {
  ...kindling,
  compileBrokenShader,
  openModel,
  resizeOnGpu,
  runKernelVariant,
  runModel,
  runPlannedFor,
};

declare global {
  /** Set by e2e/harness.html. */
  var harness: typeof api;
}

globalThis.harness = api;
