// What a user writes who has none: the package's files are served as they are.
import { createRuntime } from '../node_modules/kindling/dist/kindling.js';

const runtime = await createRuntime();
const model = await runtime.load('fashion-squeezenet');
const [best] = await model.classify(document.querySelector('img'));
document.querySelector('output').textContent = best.label;
