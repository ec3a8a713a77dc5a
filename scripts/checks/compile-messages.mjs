import { ensureMessages } from '../starter/prepare.mjs';

/** A global set-up of vitest: a single test file, run by hand in a fresh clone, finds its texts too. */
export const setup = ensureMessages;
