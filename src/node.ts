// What Node, Deno and Bun have instead of a browser: the entry `kindling/node`.
export { type DecodeOptions, decodePicture } from './image/decode-picture';
export type { PlainPixels, RgbaPixels } from './image/plain-pixels';
