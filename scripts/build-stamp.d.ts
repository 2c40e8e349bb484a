// Types of build-stamp.js.

/** Whether everything is built, of these sources. */
export declare function isBuilt(): boolean;

/** Remembers what was built just now. */
export declare function stampBuild(): void;
