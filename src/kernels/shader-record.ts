// A record of the generated shader tables, and what its type tells.

/** One record of the generated table. Bindings and the layout of Params are read from the text, which says both. */
export interface Shader {
  readonly stem: string;
  /** Library families of which a variant has to choose one member each, with spaces between them. */
  readonly families: string;
  /** Libraries in front of the shader's own text, in order, with spaces between them. */
  readonly uses: string;
  /** Sizes of workgroup arrays, which linking prints as constants in front of everything, with spaces between them. */
  readonly constants?: string;
  /** The shader's own WGSL. */
  readonly code: string;
}

/** A shader whose numbers (overrides and constants) and Params TypeScript knows by name. */
export interface ShaderOf<Numbers extends string, Params> extends Shader {
  /** Never there: it carries the types. */
  readonly types?: readonly [Numbers, Params];
}

export type Vector2 = readonly [number, number];
export type Vector4 = readonly [number, number, number, number];
