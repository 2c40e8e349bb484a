// The network that was chosen last, for when the page is loaded again: in the address where it is one of the page's own, and in
// the browser's database where it is a person's file.
import { get, set } from 'idb-keyval';
import { EMBEDDED, NETWORKS, type Network, networkOfFile } from './networks';

/** What the address says of a person's own file. */
const OWN = 'own';
const KEY = 'kindling:own-network';

/** The network that was to be kept last, by its id. */
let latest = '';

/** The network that the address asks for; the page's own where there is none such. */
export async function keptNetwork(): Promise<Network> {
  const asked = new URLSearchParams(location.search).get('network');
  if (asked !== OWN) return NETWORKS.find(({ id }) => id === asked) ?? EMBEDDED;
  // A browser may refuse a page its database, in private windows for one.
  const file = await get<unknown>(KEY).catch(() => null);
  return file instanceof File ? networkOfFile(file) : EMBEDDED;
}

/** Keeps a network for the next time. The address names a person's file once the database has it, and not before. */
export async function keepNetwork({ id, source }: Network): Promise<void> {
  latest = id;
  if (source instanceof File && !(await stored(source))) return;
  if (latest !== id) return; // another network was chosen while the database wrote
  const address = new URL(location.href);
  if (id === EMBEDDED.id) address.searchParams.delete('network');
  else address.searchParams.set('network', source instanceof File ? OWN : id);
  history.replaceState(null, '', address);
}

async function stored(file: File): Promise<boolean> {
  return set(KEY, file).then(
    () => true,
    () => false,
  );
}
