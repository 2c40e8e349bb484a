// The choice of a network: those that the page knows, and a file.
import { formatBytes } from '../shared/format';
import { EMBEDDED, NETWORKS, type Network, networkOfFile } from './networks';
import type { Session } from './session';

/** Radio buttons, and a file input. */
export function NetworkChoice({ session }: { session: Session }) {
  const chosen = chosenIn(session);
  const own = chosen.source instanceof File ? [chosen] : [];
  return (
    <fieldset class="networks">
      <legend>Network</legend>
      {[...NETWORKS, ...own].map((network) => (
        <label key={network.id} class="network" data-id={network.id}>
          <input
            type="radio"
            name="network"
            checked={network.id === chosen.id}
            onChange={() => void session.choose(network)}
          />
          <span>
            <strong>{network.title}</strong> <span class="size">{sizeOf(network)}</span>
            <span class="about">{network.about}</span>
          </span>
        </label>
      ))}
      <label class="button">
        Open a network’s file
        <input
          class="visually-hidden"
          type="file"
          accept=".onnx,.tflite,.net,.kindling"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) void session.choose(networkOfFile(file));
            currentTarget.value = '';
          }}
        />
      </label>
    </fieldset>
  );
}

/** What is being loaded, else what is in use. */
function chosenIn({ activity, loaded }: Session): Network {
  const now = activity.value;
  if ('network' in now) return now.network;
  return loaded.value?.network ?? EMBEDDED;
}

function sizeOf({ byteLength }: Network): string {
  return byteLength === 0 ? 'here already' : formatBytes(byteLength);
}
