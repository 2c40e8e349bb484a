// What a network knows, where it is shown something else: a network of clothing calls a goldfish a bag.
import { formatBytes } from '../shared/format';
import { NETWORKS, type Network } from './networks';
import type { Session } from './session';
import type { Viewing } from './viewing';

interface KnownClassesProps {
  readonly session: Session;
  readonly viewing: Viewing;
  readonly network: Network;
}

/** Says what a network of few classes knows, beside a picture that it may know nothing of, and offers those that know more. */
export function KnownClasses({ session, viewing, network }: KnownClassesProps) {
  const subject = viewing.subject.value;
  const isOwn = subject !== null && !(subject.kind === 'still' && subject.isSample);
  if (!isOwn || network.knows === null) return null;
  return (
    <div class="knows" role="status">
      <p>
        {network.title} knows {network.knows}, and calls everything one of them. For other things
        ask a network that knows a thousand:
      </p>
      <p class="row">
        {NETWORKS.filter(({ knows }) => knows === null).map((other) => (
          <button key={other.id} type="button" onClick={() => void session.choose(other)}>
            {other.title} <span class="size">{formatBytes(other.byteLength)}</span>
          </button>
        ))}
      </p>
    </div>
  );
}
