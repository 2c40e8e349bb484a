// Unit tests build graphs of all ops without waiting for them. That graphs load theirs is what browser tests see.
import { FURTHER_OPS } from './further-ops.gen';
import { registerOps } from './registry';

registerOps(FURTHER_OPS);
