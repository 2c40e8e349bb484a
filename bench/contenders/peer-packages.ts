// The packages of the runtimes that can be timed beside ours. No code but this table: pages read it too.
import type { PeerName } from './contender';

/** Where a runtime computes. */
export type PeerHost = 'browser' | 'node';

interface Peer {
  /** Its packages, in the order in which its code gets their folders. */
  readonly packages: readonly string[];
  readonly hosts: readonly PeerHost[];
}

const IN_PAGES = ['browser'] as const;

/** All of them. */
export const PEERS: Readonly<Record<PeerName, Peer>> = {
  'ort-webgpu': { packages: ['onnxruntime-web'], hosts: IN_PAGES },
  'ort-wasm': { packages: ['onnxruntime-web'], hosts: IN_PAGES },
  'ort-native-webgpu': { packages: ['onnxruntime-node'], hosts: ['node'] },
  'tfjs-webgpu': {
    packages: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgpu'],
    hosts: ['browser', 'node'],
  },
  'litert-webgpu': { packages: ['@litertjs/core', '@litertjs/wasm-utils'], hosts: IN_PAGES },
  'litert-wasm': { packages: ['@litertjs/core', '@litertjs/wasm-utils'], hosts: IN_PAGES },
};

/** Names of those that compute there. */
export function peersOf(host: PeerHost): string[] {
  return Object.entries(PEERS).flatMap(([name, { hosts }]) => (hosts.includes(host) ? [name] : []));
}
