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
  /** Multiplied after the subtraction: one number, or one a channel in the network's order. */
  readonly scale: number | readonly [number, number, number];
}

/** How a network names what is in pictures. */
export interface Classifier {
  readonly preprocessing: Preprocessing;
  /** The value [n, classes] that holds class probabilities. */
  readonly probabilities: string;
  /** Class names in order, without background; null where nobody named them. */
  readonly labels: 'imagenet-1000' | readonly string[] | null;
  /** Whether class 0 stands for "none of them", as in TensorFlow's networks: answers count from the class after it. */
  readonly background: boolean;
}

/** On what terms a model may be used, and where it comes from. */
export interface Origin {
  /** SPDX identifier, or the licence's name. */
  readonly licence: string;
  /** By topic, in words: data, training, accuracy, authors. */
  readonly provenance: Readonly<Record<string, string>>;
}

/** A network, and what is needed to classify pictures with it; null where it is made for something else. */
export interface Model {
  readonly name: string;
  readonly graph: Graph;
  readonly classifier: Classifier | null;
  /** How a picture becomes the first input, where no classifier says it. */
  readonly preprocessing?: Preprocessing | null;
  /** Where the file says it. */
  readonly origin?: Origin | null;
  /** Of all files that it was read from, where there are several. */
  readonly byteLength?: number;
}

/** How a picture becomes the first input; null where nobody said it. */
export function preprocessingOf({ classifier, preprocessing }: Model): Preprocessing | null {
  return classifier?.preprocessing ?? preprocessing ?? null;
}

/** The factor of each channel, in the network's order. */
export function channelScales({ scale }: Preprocessing): readonly [number, number, number] {
  return typeof scale === 'number' ? [scale, scale, scale] : scale;
}
