// fast-check tries properties on the cases of the seed that KINDLING_PROPERTY_SEED says.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.KINDLING_PROPERTY_SEED) });
