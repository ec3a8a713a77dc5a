import { folded } from '../search/words.ts';

/**
 * Whether two names would be read as one: case and width do not tell them apart, in any script. Asked here and not of the
 * database: SQLite's `lower` knows ASCII only, PostgreSQL's what the locale says.
 */
export const sameName = (a: string, b: string): boolean => folded(a).trim() === folded(b).trim();
