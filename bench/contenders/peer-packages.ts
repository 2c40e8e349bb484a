// The packages of the runtimes that can be timed beside ours. No code but this table: pages read it too.
import type { PeerName } from './contender';

/** Packages of each peer, in the order in which its page code gets them. */
export const PEERS: Readonly<Record<PeerName, readonly string[]>> = {
  'ort-webgpu': ['onnxruntime-web'],
  'ort-wasm': ['onnxruntime-web'],
  'tfjs-webgpu': ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgpu'],
  'litert-webgpu': ['@litertjs/core', '@litertjs/wasm-utils'],
  'litert-wasm': ['@litertjs/core', '@litertjs/wasm-utils'],
};
