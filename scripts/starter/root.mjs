import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository: every command works from here, whatever directory it was called in. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @param {...string} parts */
export const inRoot = (...parts) => join(root, ...parts);
