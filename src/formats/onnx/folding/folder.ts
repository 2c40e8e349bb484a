// What computes a node while the file is read.
import type { Constant } from '../constant';
import type { OnnxNode } from '../onnx-model';
import type { OnnxNet } from '../onnx-net';

/** Computes the outputs of a node from constant inputs; their names are the outputs', in order. */
export type Folder = (
  net: OnnxNet,
  node: OnnxNode,
  inputs: readonly Constant[],
) => readonly Constant[];

/** Folders by op type. */
export type Folders = Readonly<Record<string, Folder>>;
