// One layer: what it computes and costs, by which kernels, and its feature maps for the picture that is shown.
import { useEffect, useState } from 'preact/hooks';
import { formatCount, formatMs, formatShape } from '../shared/format';
import { drawMaps, type MapsPicture } from './feature-maps';
import type { Layer } from './layers';
import { PixelCanvas } from './pixel-canvas';
import type { Tracing } from './tracing';

interface LayerDetailsProps {
  readonly layer: Layer;
  /** Milliseconds; null until they are measured. */
  readonly time: number | null;
  readonly tracing: Tracing;
}

/** The layer that was clicked. */
export function LayerDetails({ layer, time, tracing }: LayerDetailsProps) {
  return (
    <section class="layer-details" aria-label={`Layer ${layer.title}`}>
      <h3>{layer.name}</h3>
      <dl>
        <Fact name="Operation" value={layer.op} />
        <Fact name="Output" value={`${formatShape(layer.outputShape)} (NHWC)`} />
        <Fact name="Multiply-adds" value={formatCount(layer.macs)} />
        <Fact name="Weights" value={formatCount(layer.parameters)} />
        <Fact name="Time" value={time === null ? 'not measured yet' : formatMs(time)} />
        <Fact name="Reads" value={layer.inputs.join(', ') || 'nothing'} />
        <Fact
          name={layer.dispatches.length > 1 ? 'Kernels' : 'Kernel'}
          value={layer.dispatches.map(({ variant }) => variant).join(' → ')}
        />
      </dl>
      <FeatureMaps layer={layer} tracing={tracing} />
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function FeatureMaps({ layer, tracing }: Pick<LayerDetailsProps, 'layer' | 'tracing'>) {
  const [maps, setMaps] = useState<MapsPicture | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const picture = tracing.picture.value;
  useEffect(() => {
    let current = true;
    setTrouble(null);
    tracing
      .value(layer.name)
      .then((tensor) => {
        if (current) setMaps(tensor && drawMaps(tensor));
      })
      .catch((error: unknown) => {
        if (current) setTrouble(error instanceof Error ? error.message : String(error));
      });
    return () => {
      current = false;
    };
  }, [layer.name, picture]);
  if (trouble) return <p class="quiet">The feature maps cannot be shown: {trouble}</p>;
  if (!maps) return <p class="quiet">Feature maps are shown for a still picture.</p>;
  const { pixels, shown, channels, width, height, range } = maps;
  const count =
    shown < channels
      ? `The first ${shown} of ${channels} maps`
      : `${shown} ${shown === 1 ? 'map' : 'maps'}`;
  const text = `${count}, ${width} × ${height} each, from ${range[0].toPrecision(3)} (dark) to ${range[1].toPrecision(3)} (bright)`;
  return (
    <figure class="maps">
      <PixelCanvas pixels={pixels} label={`Feature maps of ${layer.title}: ${text}`} />
      <figcaption>{text}.</figcaption>
    </figure>
  );
}
