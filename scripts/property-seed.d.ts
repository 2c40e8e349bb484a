// Types of property-seed.js for the TypeScript file that imports it.

/** The cases on which properties are tried. */
export declare const PROPERTY_SEED: number;
