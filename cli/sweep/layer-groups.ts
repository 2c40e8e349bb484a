// The kinds of layers that a MobileNet's time is shared out to, told by what computes them.

/** In the order of tables. */
export const LAYER_GROUPS = ['first convolution', 'depthwise', 'pointwise', 'rest'] as const;

/** `rest`: fully connected, pooling, softmax, ranking. */
export type LayerGroup = (typeof LAYER_GROUPS)[number];

/** The group of every layer, in order. */
export function groupsOf(
  layers: readonly { readonly op: string; readonly kernel: string }[],
): LayerGroup[] {
  // Its kernel is that of any full convolution; its place tells it from the others.
  const first = layers.findIndex(({ op }) => op === 'conv2d');
  return layers.map(({ kernel }, index) => {
    if (index === first) return 'first convolution';
    if (kernel.startsWith('depthwise-conv2d')) return 'depthwise';
    return kernel.startsWith('conv2d-pointwise') ? 'pointwise' : 'rest';
  });
}
