// What is computed while a file is read: nodes of these ops vanish when all their inputs are constants.
import { ARITHMETIC } from './arithmetic';
import type { Folder } from './folder';
import { GIVEN } from './given';
import { CONSTANT_MOVEMENT } from './movement';

/** Folders by op type. */
export const FOLDERS: ReadonlyMap<string, Folder> = new Map(
  Object.entries({ ...ARITHMETIC, ...CONSTANT_MOVEMENT, ...GIVEN }),
);
