// Types of firefox.js for the TypeScript files that import it.

/** Preferences for a headless Firefox whose only page is ours. */
export declare const firefoxPreferences: Readonly<Record<string, boolean>>;

/**
 * Path of a Firefox, or null where there is none.
 * @throws Error when KINDLING_FIREFOX names something that cannot be run.
 */
export declare function findFirefox(): string | null;
