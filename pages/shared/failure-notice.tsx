// What both pages show where something failed; most visits never need it.
import { lazy } from './lazy';

/** A failure in a box, loaded when there is one. */
export const FailureNotice = lazy(() => import('./failure').then(({ Failure }) => Failure));
