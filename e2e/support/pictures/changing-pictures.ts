// Pictures whose page does something else to them as soon as its call has returned. Runs in the page.

import {
  type BackendKind,
  createRuntime,
  type LoadedModel,
  type Picture,
  type Preprocessing,
} from '../../../src/index';
import { compare, preview, trace } from '../../../src/tools/index';
import { colourModel } from '../small-models';
import { context2d, imageOf } from './page-pictures';

/** A picture of one colour, and what happens to it. */
interface Changing {
  readonly picture: Picture;
  readonly change: () => void;
}

const [WIDTH, HEIGHT] = [8, 6];
const BEFORE = [200, 100, 50, 255];
const AFTER = [10, 60, 240, 255];

const MAKERS = {
  transferredImageData: () => transferred(filled(new ImageData(WIDTH, HEIGHT))),
  // Longer than a texture: the browser shrinks it.
  transferredLongImageData: () => transferred(filled(new ImageData(16_000, 1))),
  transferredFloatImageData: () => {
    const picture = new ImageData(WIDTH, HEIGHT, { pixelFormat: 'rgba-float16' });
    for (let i = 0; i < picture.data.length; i++) picture.data[i] = (BEFORE[i % 4] ?? 0) / 255;
    return transferred(picture);
  },
  overwrittenImageData: () => {
    const picture = filled(new ImageData(WIDTH, HEIGHT));
    return { picture, change: () => filled(picture, AFTER) };
  },
  // WebAssembly's memory moves when it grows.
  imageDataInGrownMemory: () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
    const pixels = new Uint8ClampedArray(memory.buffer, 64, 4 * WIDTH * HEIGHT);
    const picture = filled(new ImageData(pixels, WIDTH, HEIGHT));
    return { picture, change: () => memory.grow(1) };
  },
  redrawnCanvas: () => {
    const picture = Object.assign(document.createElement('canvas'), {
      ...{ width: WIDTH, height: HEIGHT },
    });
    const draw = drawn(context2d(picture));
    return { picture, change: () => draw(AFTER) };
  },
  resizedCanvas: () => {
    const picture = new OffscreenCanvas(WIDTH, HEIGHT);
    drawn(picture.getContext('2d'));
    return { picture, change: () => Object.assign(picture, { width: 0 }) };
  },
  imageOfAnotherSource: async () => {
    const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
    const draw = drawn(canvas.getContext('2d'));
    const picture = await imageOf(await fileOf(canvas), 'image/png');
    draw(AFTER);
    const source = URL.createObjectURL(await canvas.convertToBlob());
    return { picture, change: () => Object.assign(picture, { src: source }) };
  },
} satisfies Record<string, () => Changing | Promise<Changing>>;

/** Names of the kinds. */
export type ChangingKind = keyof typeof MAKERS;

/** What a call gave, as text: of a picture that stayed as it was, and of one that changed. */
export interface Answers {
  readonly stayed: string;
  readonly changed: string;
}

/** What every call gives: the first one of a runtime, which waits for compilers, and the others. */
export async function answersToChanging(
  kind: ChangingKind,
  how: Preprocessing,
  backend: BackendKind,
): Promise<Record<string, Answers>> {
  const runtime = await createRuntime({ backend });
  const model = await runtime.load(colourModel(how));
  const answers: Record<string, Answers> = {};
  for (const [name, call] of Object.entries(CALLS)) {
    if (name === 'compare' && backend === 'cpu') continue;
    const { picture, change } = await MAKERS[kind]();
    const calling = call(model, picture);
    change();
    const changed = await calling.catch(String);
    const stayed = await call(model, (await MAKERS[kind]()).picture);
    answers[name] = { stayed, changed };
  }
  runtime.dispose();
  return answers;
}

/** The same while the device is being replaced. */
export async function answerDuringReplay(kind: ChangingKind, how: Preprocessing): Promise<Answers> {
  const runtime = await createRuntime({ onDeviceLost: 'replay' });
  const model = await runtime.load(colourModel(how));
  const stayed = await CALLS.classify(model, (await MAKERS[kind]()).picture);
  const { picture, change } = await MAKERS[kind]();
  runtime.device.destroy();
  const calling = CALLS.classify(model, picture);
  change();
  const changed = await calling;
  runtime.dispose();
  return { stayed, changed };
}

const CALLS = {
  classify: async (model: LoadedModel, picture: Picture) =>
    JSON.stringify(await model.classify(picture, { topK: 3 })),
  preview: async (model: LoadedModel, picture: Picture) =>
    String((await preview(model, picture)).data),
  trace: async (model: LoadedModel, picture: Picture) => {
    using traced = await trace(model, { picture });
    return String((await traced.value('mean')).data);
  },
  compare: async (model: LoadedModel, picture: Picture) =>
    JSON.stringify((await compare(model, { picture }, { runs: 1 })).outputs),
};

function transferred(picture: ImageData): Changing {
  const { buffer } = picture.data;
  return { picture, change: () => structuredClone(buffer, { transfer: [buffer] }) };
}

function filled(picture: ImageData, colour = BEFORE): ImageData {
  for (let i = 0; i < picture.data.length; i += 4) picture.data.set(colour, i);
  return picture;
}

/** Fills a canvas with the first colour, and then with others. */
function drawn(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null,
): (colour: readonly number[]) => void {
  const draw = (colour: readonly number[]) => {
    if (!context) throw new Error('The canvas has no context.');
    context.fillStyle = `rgb(${colour.slice(0, 3)})`;
    context.fillRect(0, 0, WIDTH, HEIGHT);
  };
  draw(BEFORE);
  return draw;
}

async function fileOf(canvas: OffscreenCanvas): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
}
