// The worker in which a page's networks are computed: one, and those that share its weights. Its helpers are workers of the same script.
import type { Graph } from '../graph/graph';
import { type CreateNetwork, type Engine, type Network, threadsEngine } from './engine';
import type { FromWorker, Question, ToWorker } from './messages';
import { CpuNetwork } from './network';
import { withShared } from './shared-constants';
import { type HelperThread, help } from './wasm/helper';
import { SimdNetwork } from './wasm/network';

/** What is used of a worker's global scope; the library is compiled for pages. */
interface WorkerScope {
  postMessage(message: FromWorker, transfer?: readonly Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  readonly location: Location;
}

/** A network, and the graph whose constants others may have. */
interface Loaded {
  readonly network: Network;
  readonly graph: Graph;
}

const scope = globalThis as unknown as WorkerScope;
let engine: Engine = 'javascript';
const networks = new Map<number, Loaded>();

scope.onmessage = ({ data }) => {
  if (data.kind === 'help') {
    help(data.help);
  } else if (data.kind === 'drop') {
    networks.get(data.network)?.network.dispose?.();
    networks.delete(data.network);
  } else {
    answer(data).then(
      (message) => scope.postMessage(message),
      (error: unknown) =>
        scope.postMessage({ kind: 'failed', id: data.id, message: String(error) }),
    );
  }
};
scope.postMessage({ kind: 'ready' });

async function answer(question: Question & { readonly id: number }): Promise<FromWorker> {
  const { id } = question;
  if (question.kind === 'greet') {
    engine = await threadsEngine(question.mayUseSimd);
    return { kind: 'greeted', id, engine };
  }
  if (question.kind === 'load') {
    const { threads, shared } = question;
    const beside = shared && loaded(shared.network);
    const graph = beside
      ? withShared(question.graph, beside.graph, shared.constants)
      : question.graph;
    const create: CreateNetwork = engine === 'simd' ? SimdNetwork.create : CpuNetwork.create;
    const crew = { threads, startHelper };
    const network = await create(graph, null, crew, beside?.network ?? null);
    networks.set(id, { network, graph });
    const { kernels, activationBytes } = network;
    return { kind: 'loaded', id, facts: { kernels, activationBytes } };
  }
  const { network } = loaded(question.network);
  return { kind: 'result', id, result: await network.run(question.request, null) };
}

function loaded(number: number): Loaded {
  const found = networks.get(number);
  if (!found) throw new RangeError(`There is no network ${number}.`);
  return found;
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
