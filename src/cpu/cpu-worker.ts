// The worker in which a page's networks are computed: one network each.
import type { FromWorker, ToWorker } from './messages';
import { CpuNetwork } from './network';

/** What is used of a worker's global scope; the library is compiled for pages. */
interface WorkerScope {
  postMessage(message: FromWorker, transfer?: readonly Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;
let network: CpuNetwork | null = null;

scope.onmessage = ({ data }) => {
  answer(data).catch((error: unknown) => {
    const id = data.kind === 'run' ? data.id : null;
    scope.postMessage({ kind: 'failed', id, message: String(error) });
  });
};
scope.postMessage({ kind: 'ready' });

async function answer(message: ToWorker): Promise<void> {
  if (message.kind === 'load') {
    network = await CpuNetwork.create(message.graph, null);
    scope.postMessage({ kind: 'loaded', kernels: network.kernels });
  } else if (network) {
    const { id, request } = message;
    scope.postMessage({ kind: 'result', id, result: await network.run(request, null) });
  }
}
