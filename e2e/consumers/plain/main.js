// What a user writes who has none: the package's files are served as they are.
import { createRuntime } from '../node_modules/kindling/dist/kindling.js';

const backend = new URLSearchParams(location.search).get('backend') ?? 'webgpu';
const runtime = await createRuntime({ backend });
const model = await runtime.load('fashion-squeezenet');
const [best] = await model.classify(document.querySelector('img'));
document.querySelector('output').textContent = `${best.label} by ${model.inspect().backend}`;
