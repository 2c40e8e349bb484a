// The page's calls about networks that are built there, many at a time: the sweeps of `kindling bench`.
// Sent to the page as source text like page-session.ts, so nothing from this module but types.
import type { LoadedModel, Runtime } from '../src/index';
import type { PageGlobals } from './page-session';

/** Runs in the page: adds these calls to `globalThis.session`. */
export function installNetworkCalls(): void {
  const globals = globalThis as unknown as PageGlobals;
  const { kindling, models, tools } = globals;
  if (!kindling || !models || !tools) throw new Error('The library did not load in the page.');
  let runtime: Runtime | undefined;
  let networks: LoadedModel[] = [];

  globals.session = {
    ...globals.session,
    async loadMobileNet({ alpha, rho }) {
      runtime ??= await kindling.createRuntime();
      const model = models.mobilenetV1({ alpha, rho });
      const network = networks.push(await runtime.load(model)) - 1;
      const { vendor, architecture, description, kind } = runtime.adapter;
      return {
        network,
        name: model.name,
        macs: models.costOfGraph(model.graph).macs,
        adapter: { vendor, architecture, description, kind },
      };
    },
    async profileNetwork({ network }) {
      const model = networks[network];
      if (!model) throw new Error(`No network ${network} is loaded in the page.`);
      // The networks before it have used the caches; the inference that is not counted refills them.
      return tools.profile(model, { runs: 1, warmUp: 1 });
    },
    async disposeNetworks() {
      for (const model of networks) model.dispose();
      networks = [];
    },
  };
}
