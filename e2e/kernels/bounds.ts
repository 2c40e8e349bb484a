// The bounds stand in src/reference/bounds.ts, where `compare` uses them too: add ops there.
export { boundsOf } from '../../src/reference/bounds';
