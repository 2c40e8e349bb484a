// What a model file gives: the graph, and what the file or its architecture says about pictures and labels.
import type { Graph } from './graph';

/** How a picture becomes the input tensor. Applied in the order of the fields. */
export interface Preprocessing {
  /** The part of the picture that is used: all of it, or the central square of this share of the shorter side. */
  readonly region: 'full' | { readonly centralSquare: number };
  /** Size after the antialiased bilinear resize, in pixels. */
  readonly resize: { readonly width: number; readonly height: number };
  /** Size of the centre crop after the resize, in pixels: the network's input size. */
  readonly crop: { readonly width: number; readonly height: number };
  readonly channelOrder: 'rgb' | 'bgr';
  /** Subtracted from each 0…255 channel, in the network's channel order. */
  readonly mean: readonly [number, number, number];
  /** Multiplied after the subtraction. */
  readonly scale: number;
}

/** A network with what is needed to classify pictures with it. */
export interface Model {
  readonly name: string;
  readonly graph: Graph;
  readonly preprocessing: Preprocessing;
  /** The graph output that holds class probabilities. */
  readonly probabilities: string;
  /** The list of class names it was trained on. */
  readonly labels: 'imagenet-1000' | null;
}
