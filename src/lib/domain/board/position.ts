import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';

/** A key longer than this makes the server spread its column anew. */
export const MAX_POSITION_LENGTH = 48;

/** An order key between two others (null: the column's end), compared by bytes. */
export const positionBetween = (after: string | null, before: string | null): string =>
  generateKeyBetween(after, before);

/** `count` short keys between two others, in order. */
export const positionsBetween = (after: string | null, before: string | null, count: number): string[] =>
  generateNKeysBetween(after, before, count);

export const needsRebalancing = (position: string): boolean => position.length > MAX_POSITION_LENGTH;

/** Byte order, as the database compares. */
export const comparePositions = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
