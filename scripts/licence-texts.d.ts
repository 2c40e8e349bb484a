// Types of licence-texts.js for the builds and its test.
import type { Plugin } from 'vite';

/** The list's name, in every folder that is built. */
export declare const LICENCES_FILE: string;

/** The packages of a list, each with its licence's name and text. */
export declare function licencesIn(
  list: string,
): { heading: string; name: string; licence: string; text: string }[];

/** The list with a text for every package. @throws Error for a licence whose text is not known */
export declare function completeLicences(list: string): string;

/** Completes the list of a build. */
export declare function licenceTexts(): Plugin;
