// What both pages show where there is no GPU; most visits never need it.
import { lazy } from './lazy';

/** Says that the CPU computes, loaded where it does. */
export const FallbackNotice = lazy(() => import('./fallback').then(({ Fallback }) => Fallback));
