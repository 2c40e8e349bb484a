// Pixels in a canvas, scaled by the style sheet.
import { useEffect, useRef } from 'preact/hooks';

interface PixelCanvasProps {
  readonly pixels: ImageData;
  /** What it shows, for those who do not see it. */
  readonly label: string;
}

/** A canvas that shows these pixels. */
export function PixelCanvas({ pixels, label }: PixelCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(pixels, 0, 0);
  }, [pixels]);
  return (
    <canvas
      ref={canvas}
      class="pixels"
      role="img"
      aria-label={label}
      width={pixels.width}
      height={pixels.height}
    />
  );
}
