// One layer: what it computes and costs, by which kernels, and its feature maps for the picture that is shown.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Tensor } from '../../src/models/index';
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

/** How many times as wide as its place maps can be drawn. */
const MOST_ENLARGED = 6;

function FeatureMaps({ layer, tracing }: Pick<LayerDetailsProps, 'layer' | 'tracing'>) {
  const [value, setValue] = useState<Tensor | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isEachOnItsOwn, setEachOnItsOwn] = useState(false);
  const [enlarged, setEnlarged] = useState(1);
  const picture = tracing.picture.value;
  useEffect(() => {
    let current = true;
    setTrouble(null);
    tracing
      .value(layer.name)
      .then((tensor) => {
        if (current) setValue(tensor);
      })
      .catch((error: unknown) => {
        if (current) setTrouble(error instanceof Error ? error.message : String(error));
      });
    return () => {
      current = false;
    };
  }, [layer.name, picture]);
  const maps = useMemo(() => value && drawMaps(value, isEachOnItsOwn), [value, isEachOnItsOwn]);
  if (trouble) return <p class="quiet">The feature maps cannot be shown: {trouble}</p>;
  if (!maps) return <p class="quiet">Feature maps are shown for a still picture.</p>;
  const text = describeMaps(maps, isEachOnItsOwn);
  return (
    <figure class="maps">
      <div class="row">
        <label class="row">
          Enlarge
          <input
            type="range"
            min={1}
            max={MOST_ENLARGED}
            step={0.5}
            value={enlarged}
            onInput={({ currentTarget }) => setEnlarged(Number(currentTarget.value))}
          />
        </label>
        <label class="row">
          <input
            type="checkbox"
            checked={isEachOnItsOwn}
            onChange={({ currentTarget }) => setEachOnItsOwn(currentTarget.checked)}
          />
          Each map from its own dark to its own bright
        </label>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="scrolling enlarging" aria-label="Feature maps" tabIndex={0}>
        <div style={{ width: `${100 * enlarged}%` }}>
          <PixelCanvas pixels={maps.pixels} label={`Feature maps of ${layer.title}: ${text}`} />
        </div>
      </section>
      <figcaption>{text}.</figcaption>
    </figure>
  );
}

function describeMaps(maps: MapsPicture, isEachOnItsOwn: boolean): string {
  const { shown, channels, width, height, range } = maps;
  const count =
    shown < channels
      ? `The first ${shown} of ${channels} maps`
      : `${shown} ${shown === 1 ? 'map' : 'maps'}`;
  const [low, high] = range.map((end) => end.toPrecision(3));
  const scale = isEachOnItsOwn
    ? `each on a scale of its own, all within ${low} and ${high}`
    : `from ${low} (dark) to ${high} (bright)`;
  return `${count}, ${width} × ${height} each, ${scale}`;
}
