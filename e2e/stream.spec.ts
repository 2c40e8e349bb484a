// Videos of all kinds, classified as they play: the newest frame, until they end.
import { expect, test } from '@playwright/test';
import { countGpuMemory, expectNothingHeld } from './support/gpu-memory';
import { openHarness, pageErrors } from './support/open-harness';

test.beforeEach(async ({ page }) => {
  await page.addInitScript(countGpuMemory);
  await openHarness(page);
});

test('a stream of frames is answered by its newest, and every frame is closed', async ({
  page,
}) => {
  const result = await page.evaluate(async () => {
    const FRAMES = 40;
    const runtime = await harness.createRuntime();
    const model = await runtime.load('fashion-squeezenet');
    const frames: VideoFrame[] = [];
    const canvas = new OffscreenCanvas(28, 28);
    const context = canvas.getContext('2d');
    const stream = new ReadableStream<VideoFrame>({
      async start(controller) {
        for (let index = 0; index < FRAMES; index++) {
          context?.fillRect(0, 0, index % 28, 28);
          const frame = new VideoFrame(canvas, { timestamp: 1000 * index });
          frames.push(frame);
          controller.enqueue(frame);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        controller.close();
      },
    });
    const results = [];
    const start = performance.now();
    for await (const answer of model.stream(stream, { topK: 2 })) {
      results.push(answer);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const tookMs = performance.now() - start;
    runtime.dispose();
    // A closed frame has no size.
    const open = frames.filter(({ codedWidth }) => codedWidth > 0).length;
    return { results, open, made: frames.length, tookMs };
  });
  const { results, open, made, tookMs } = result;
  const times = results.map(({ timestampMs }) => timestampMs);
  expect([made, open]).toEqual([40, 0]);
  expect(results.every(({ top }) => top.length === 2)).toBe(true);
  // Each is a part of the time that all took.
  const inAnswers = results.reduce((sum, { durationMs }) => sum + durationMs, 0);
  expect(results.every(({ durationMs }) => durationMs > 0)).toBe(true);
  expect(inAnswers).toBeLessThan(tookMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  // The last frame is always answered, and each other one was answered or dropped.
  expect(times.at(-1)).toBe(39);
  expect((results.at(-1)?.dropped ?? 0) + results.length).toBe(40);
  expect(results.length).toBeLessThan(40);
  await expectNothingHeld(page);
  expect(pageErrors(page)).toEqual([]);
});

for (const kind of ['with frame callbacks', 'by its time'] as const) {
  test(`a <video> is answered until it ends, ${kind}`, async ({ page }) => {
    if (kind === 'by its time') {
      await page.evaluate(() => {
        Reflect.deleteProperty(HTMLVideoElement.prototype, 'requestVideoFrameCallback');
      });
    }
    const { times, ended, dropped } = await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [64, 48];
      const context = canvas.getContext('2d');
      const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm' });
      const chunks: Blob[] = [];
      recorder.ondataavailable = ({ data }) => void chunks.push(data);
      const recorded = new Promise((resolve) => {
        recorder.onstop = resolve;
      });
      recorder.start();
      for (let frame = 0; frame < 30; frame++) {
        context?.fillRect(frame, 0, 8, 48);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      recorder.stop();
      await recorded;
      const video = document.createElement('video');
      video.muted = true;
      video.src = URL.createObjectURL(new Blob(chunks, { type: 'video/webm' }));
      document.body.append(video);
      const runtime = await harness.createRuntime();
      const model = await runtime.load('fashion-squeezenet');
      await video.play();
      const times: number[] = [];
      let dropped = 0;
      for await (const answer of model.stream(video)) {
        times.push(answer.timestampMs);
        dropped = answer.dropped;
      }
      const { ended } = video;
      video.remove();
      runtime.dispose();
      return { times, ended, dropped };
    });
    expect(ended).toBe(true);
    expect(times.length).toBeGreaterThan(1);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(dropped).toBeGreaterThanOrEqual(0);
    expect(pageErrors(page)).toEqual([]);
  });
}

for (const kind of ['a track', 'a track without a processor', 'a canvas'] as const) {
  test(`${kind} is answered until the signal aborts`, async ({ page }) => {
    const { answers, isLive } = await page.evaluate(async (kind) => {
      if (kind === 'a track without a processor') {
        Reflect.deleteProperty(globalThis, 'MediaStreamTrackProcessor');
      }
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [64, 48];
      const context = canvas.getContext('2d');
      document.body.append(canvas);
      let drawn = 0;
      const drawing = setInterval(() => context?.fillRect(++drawn % 64, 0, 4, 48), 20);
      const [track] = canvas.captureStream(30).getVideoTracks();
      if (!track) throw new Error('A canvas has a track.');
      const runtime = await harness.createRuntime();
      const model = await runtime.load('fashion-squeezenet');
      const controller = new AbortController();
      const source = kind === 'a canvas' ? canvas : track;
      let answers = 0;
      for await (const { top } of model.stream(source, { signal: controller.signal })) {
        answers += Number(top.length === 5);
        // The next frame is waited for when it comes.
        if (answers === 5) setTimeout(() => controller.abort());
      }
      clearInterval(drawing);
      const isLive = track.readyState === 'live';
      track.stop();
      runtime.dispose();
      return { answers, isLive };
    }, kind);
    expect(answers).toBeGreaterThanOrEqual(5);
    expect(isLive).toBe(true);
    await expectNothingHeld(page);
    expect(pageErrors(page)).toEqual([]);
  });
}
