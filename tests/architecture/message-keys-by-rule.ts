/**
 * Texts whose key is put together while the program runs, so that a search for the key finds nothing: which keys, in which
 * file, and a piece of the code that does it. Prefer a table that names each key; it is checked by the compiler.
 */
export const keysByRule: { pattern: RegExp; builtIn: string; from: string }[] = [];
