// The picture: chosen, pasted, dropped or filmed, and beside it what the network is shown of it.
import { useEffect, useRef } from 'preact/hooks';
import { openCamera, takeFile } from './inputs';
import type { Network } from './networks';
import { PixelCanvas } from './pixel-canvas';
import { SampleChoice } from './sample-choice';
import type { Session } from './session';
import type { Live, Viewing } from './viewing';

interface PicturePanelProps {
  readonly session: Session;
  readonly viewing: Viewing;
  readonly network: Network;
}

/** Inputs, and what they gave. */
export function PicturePanel({ session, viewing, network }: PicturePanelProps) {
  const subject = viewing.subject.value;
  const pixels = viewing.pixels.value;
  return (
    <section class="panel picture" aria-labelledby="picture-title">
      <h2 id="picture-title">Picture</h2>
      <div class="row">
        <FileButton session={session} viewing={viewing} />
        {subject?.kind === 'live' ? (
          <button type="button" onClick={() => viewing.stop()}>
            Stop
          </button>
        ) : (
          <button type="button" onClick={() => void openCamera(viewing)}>
            Use the camera
          </button>
        )}
        <span class="quiet hint">or drop or paste one anywhere</span>
      </div>
      <SampleChoice viewing={viewing} network={network} />
      <div class="views">
        {subject?.kind === 'still' && (
          <figure>
            <img class="shown" src={subject.url} alt={`Your picture: ${subject.name}`} />
            <figcaption>{subject.name}</figcaption>
          </figure>
        )}
        {subject?.kind === 'live' && <LiveView subject={subject} />}
        {pixels && (
          <figure class="seen">
            <PixelCanvas
              pixels={new ImageData(pixels.data, pixels.width)}
              label={`The picture as the network gets it, ${pixels.width} × ${pixels.height} pixels`}
            />
            <figcaption>
              As the network gets it, {pixels.width} × {pixels.height}
            </figcaption>
          </figure>
        )}
      </div>
    </section>
  );
}

function FileButton({ session, viewing }: Omit<PicturePanelProps, 'network'>) {
  return (
    <label class="button">
      Choose or take a picture
      <input
        class="visually-hidden"
        type="file"
        accept="image/*,video/*"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) takeFile(file, session, viewing);
          currentTarget.value = '';
        }}
      />
    </label>
  );
}

/** The video element itself, which is the one that is classified. */
function LiveView({ subject: { video, name } }: { subject: Live }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.replaceChildren(video);
  }, [video]);
  return (
    <figure>
      <div ref={place} class="shown" />
      <figcaption>{name}</figcaption>
    </figure>
  );
}
