// What a user writes who has a bundler.
import { createRuntime } from 'kindling';

const backend = new URLSearchParams(location.search).get('backend') ?? 'webgpu';
const runtime = await createRuntime({ backend });
const model = await runtime.load('fashion-squeezenet');
const [best] = await model.classify(document.querySelector('img'));
document.querySelector('output').textContent = `${best.label} by ${model.inspect().backend}`;
