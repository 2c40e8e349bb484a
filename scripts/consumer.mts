// What a user of the published package writes, for its types only: `npm run check:published-types`.
// A module of its own kind (.mts), because the project's own type check must not wait for a build.
import { createRuntime, type Model, type Tensor } from 'kindling';
import { asClassifier, costOfGraph, mobilenetV1, type WeightProvider } from 'kindling/models';

// Each entry brings its own copy of the types that both have; they must fit in both directions.
const runtime = await createRuntime();
await runtime.load(mobilenetV1({ alpha: 0.5 }));

declare const read: Model;
costOfGraph(read.graph);
await runtime.load(asClassifier(read, { labels: ['yes', 'no'] }), { classifier: true });

declare const trained: ReadonlyMap<string, Tensor>;
const weights: WeightProvider = (name, shape) =>
  Float32Array.from(trained.get(name)?.data ?? { length: shape.reduce((a, b) => a * b, 1) });
mobilenetV1({ weights });
