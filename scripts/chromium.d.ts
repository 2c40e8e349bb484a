// Types of chromium.js for the TypeScript files that import it.

/** Flags for a headless Chromium whose only page is ours. */
export declare const chromiumFlags: readonly string[];

/**
 * Path of a full Chromium or Chrome, or null where there is none.
 * @throws Error when KINDLING_CHROMIUM names something that cannot be run.
 */
export declare function findChromium(): string | null;

/** Whether a file is there that can be run. */
export declare function isExecutable(path: string): boolean;
