// The worker in which a page's networks are computed: one network each. Its helpers are workers of the same script.
import { type CreateNetwork, type Engine, type Network, threadsEngine } from './engine';
import type { FromWorker, ToWorker } from './messages';
import { CpuNetwork } from './network';
import { type HelperThread, help } from './wasm/helper';
import { SimdNetwork } from './wasm/network';

/** What is used of a worker's global scope; the library is compiled for pages. */
interface WorkerScope {
  postMessage(message: FromWorker, transfer?: readonly Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  readonly location: Location;
}

const scope = globalThis as unknown as WorkerScope;
let engine: Engine = 'javascript';
let network: Network | null = null;

scope.onmessage = ({ data }) => {
  answer(data).catch((error: unknown) => {
    const id = data.kind === 'run' ? data.id : null;
    scope.postMessage({ kind: 'failed', id, message: String(error) });
  });
};
scope.postMessage({ kind: 'ready' });

async function answer(message: ToWorker): Promise<void> {
  if (message.kind === 'greet') {
    engine = await threadsEngine(message.mayUseSimd);
    scope.postMessage({ kind: 'greeted', engine });
  } else if (message.kind === 'load') {
    const create: CreateNetwork = engine === 'simd' ? SimdNetwork.create : CpuNetwork.create;
    network = await create(message.graph, null, { threads: message.threads, startHelper });
    const { kernels, activationBytes } = network;
    scope.postMessage({ kind: 'loaded', facts: { kernels, activationBytes } });
  } else if (message.kind === 'help') {
    help(message.help);
  } else if (network) {
    const { id, request } = message;
    scope.postMessage({ kind: 'result', id, result: await network.run(request, null) });
  }
}

function startHelper(): HelperThread {
  const worker = new Worker(scope.location.href, { type: 'module' });
  // Whoever computes sees that nothing is done.
  worker.onerror = (event) => event.preventDefault();
  return {
    begin: (given) => worker.postMessage({ kind: 'help', help: given } satisfies ToWorker),
    terminate: () => worker.terminate(),
  };
}
