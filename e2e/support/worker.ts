// The library inside a worker: classifies what is drawn on an OffscreenCanvas.
import { createRuntime } from '../../src/index';

self.onmessage = async ({ data: canvas }: MessageEvent<OffscreenCanvas>) => {
  try {
    const runtime = await createRuntime();
    const model = await runtime.load('fashion-squeezenet');
    const context = canvas.getContext('2d');
    if (context) context.fillStyle = 'white';
    context?.fillRect(6, 4, 16, 20);
    const top = await model.classify(canvas, { topK: 3 });
    const controller = new AbortController();
    let streamed: unknown = null;
    for await (const answer of model.stream(canvas, { topK: 3, signal: controller.signal })) {
      streamed = answer.top;
      controller.abort();
    }
    runtime.dispose();
    self.postMessage({ top, streamed, hasDocument: typeof document !== 'undefined' });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
