// What the browser tests call inside the page: the library, and what only tests need of its inside.
import * as kindling from '../../src/index';
import * as models from '../../src/models/index';
import * as tools from '../../src/tools/index';
import { namedModel } from '../../src/tools/named-model.fixtures';
import { countEqual, fetchTestSet, firstOf, predictAll } from '../../weights/training/measure';
import { batchDifference } from './batch-difference';
import { compileBrokenShader } from './broken-shader';
import { buildNetwork } from './built-network';
import { answersToChangingTensors } from './changing-tensors';
import { compareLayers } from './compare-layers';
import { runCoded } from './decode-weights';
import { tryAborts, tryLosses } from './fault-trials';
import { runFiles } from './file-cases';
import { runKernelVariant } from './kernels/run-variant';
import { openOracle, runOracle } from './litert-oracle';
import { compareByFires, compareByPairs, compareByWinograd } from './lowered-network';
import { openModel, runModel } from './model-session';
import { runAsOnnx } from './network-as-onnx';
import { answerDuringReplay, answersToChanging } from './pictures/changing-pictures';
import { context2d, imageOf, makePicture, previewsOf } from './pictures/page-pictures';
import { resizeOnGpu } from './pictures/resize-on-gpu';
import { makeWidePicture } from './pictures/wide-pictures';
import { runPlannedFor } from './planned-run';
import { timeEmptyRun } from './run-waits';
import { colourModel, joiningModel, longModel, reluModel, twoClassModel } from './small-models';
import { closeSoak, openSoak, renewSoak, soakUntil } from './soak-run';
import { compareTampered } from './tampered-model';
import { prepareFile, watchLoad } from './watched-load';

const api = {
  ...kindling,
  ...tools,
  models,
  answerDuringReplay,
  answersToChanging,
  answersToChangingTensors,
  batchDifference,
  buildNetwork,
  closeSoak,
  colourModel,
  compareByFires,
  compareByPairs,
  compareByWinograd,
  compareLayers,
  compareTampered,
  compileBrokenShader,
  context2d,
  countEqual,
  fetchTestSet,
  firstOf,
  imageOf,
  joiningModel,
  longModel,
  makePicture,
  makeWidePicture,
  namedModel,
  openModel,
  openOracle,
  openSoak,
  predictAll,
  prepareFile,
  previewsOf,
  reluModel,
  renewSoak,
  resizeOnGpu,
  runAsOnnx,
  runCoded,
  runKernelVariant,
  runModel,
  runFiles,
  runOracle,
  runPlannedFor,
  soakUntil,
  timeEmptyRun,
  tryAborts,
  tryLosses,
  twoClassModel,
  watchLoad,
};

declare global {
  /** Set by e2e/support/harness.html. */
  var harness: typeof api;
}

globalThis.harness = api;
