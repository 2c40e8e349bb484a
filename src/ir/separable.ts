// The op separable-conv2d as the two convolutions that it stands for.
import { type Conv2dAttributes, POINTWISE, type SeparableConv2dAttributes } from './ops';

/** Both convolutions: the second reads what the first one gives. */
export interface SeparableParts {
  readonly depthwise: Conv2dAttributes;
  readonly pointwise: Conv2dAttributes;
}

/** The convolutions of an x of this many channels. */
export function separableParts(
  { depthwiseActivation, activation, ...window }: SeparableConv2dAttributes,
  channels: number,
): SeparableParts {
  return {
    depthwise: { ...window, groups: channels, activation: depthwiseActivation },
    pointwise: { ...POINTWISE, activation },
  };
}
