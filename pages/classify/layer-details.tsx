// One layer: what it computes and costs, by which kernels, and its feature maps for the picture that is shown.
import { useEffect, useState } from 'preact/hooks';
import { Fact } from '../shared/fact';
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
        <Fact term="Operation">{layer.op}</Fact>
        <Fact term="Output">{`${formatShape(layer.outputShape)} (NHWC)`}</Fact>
        <Fact term="Multiply-adds">{formatCount(layer.macs)}</Fact>
        <Fact term="Weights">{formatCount(layer.parameters)}</Fact>
        <Fact term="Time">{time === null ? 'not measured yet' : formatMs(time)}</Fact>
        <Fact term="Reads">{layer.inputs.join(', ') || 'nothing'}</Fact>
        <Fact term={layer.dispatches.length > 1 ? 'Kernels' : 'Kernel'}>
          {layer.dispatches.map(({ variant }) => variant).join(' → ')}
        </Fact>
      </dl>
      <FeatureMaps layer={layer} tracing={tracing} />
    </section>
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
