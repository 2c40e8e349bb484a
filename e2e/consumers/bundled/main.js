// What a user writes who has a bundler.
import { createRuntime } from 'kindling';

const runtime = await createRuntime();
const model = await runtime.load('fashion-squeezenet');
const [best] = await model.classify(document.querySelector('img'));
document.querySelector('output').textContent = best.label;
