// What a user of the published package writes, for its types only: `npm run check:published-types`.
// A module of its own kind (.mts), because the project's own type check must not wait for a build.
import { createRuntime, type Model } from 'kindling';
import {
  asClassifier,
  costOfGraph,
  mobilenetV1,
  type Tensor,
  type WeightProvider,
} from 'kindling/models';
import { decodePicture } from 'kindling/node';
import { compare, measurePeaks, toKindling } from 'kindling/tools';
import { createRuntime as createInWorker } from 'kindling/worker';

// Each entry brings its own copy of the types that both have; they must fit in both directions.
const runtime = await createRuntime();
const loaded = await runtime.load(mobilenetV1({ alpha: 0.5 }));
await compare(loaded, { data: new Float32Array(3) });
await measurePeaks(runtime);
await loaded.classify(await decodePicture(new Uint8Array(9), { maxPixels: 100 }));
(await createInWorker()).load(await toKindling(mobilenetV1()));

// Numbers of whatever memory, in every TypeScript.
declare const numbers: Float32Array;
const { prob } = await loaded.run({ data: numbers });
if (prob) await loaded.run({ data: prob.data });

declare const read: Model;
costOfGraph(read.graph);
await runtime.load(asClassifier(read, { labels: ['yes', 'no'] }), { classifier: true });

declare const trained: ReadonlyMap<string, Tensor>;
const weights: WeightProvider = (name, shape) =>
  Float32Array.from(trained.get(name)?.data ?? { length: shape.reduce((a, b) => a * b, 1) });
mobilenetV1({ weights });
