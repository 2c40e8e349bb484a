// Which other runtimes take part. Only in the development build.
import { PAGE_PEERS } from './peers';
import { peers, progress } from './state';

/** A box for each. */
export function PeerChoice() {
  const toggle = (name: (typeof PAGE_PEERS)[number]) => {
    peers.value = peers.value.includes(name)
      ? peers.value.filter((each) => each !== name)
      : PAGE_PEERS.filter((each) => each === name || peers.value.includes(each));
  };
  return (
    <fieldset class="row" disabled={progress.value !== null}>
      <legend>Other runtimes in the same run</legend>
      {PAGE_PEERS.map((name) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={peers.value.includes(name)}
            onChange={() => toggle(name)}
          />{' '}
          {name}
        </label>
      ))}
    </fieldset>
  );
}
