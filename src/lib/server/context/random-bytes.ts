import { randomFillSync } from 'node:crypto';

const EACH = 16;
/** One question to the system for so many ids: asking for a few at a time was 3 % of a move. */
const pool = Buffer.alloc(EACH * 512);
let used = pool.length;

/** 16 bytes that nobody else is given and that may be written into, as uuid does. */
export function randomBytes16(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool.subarray(used, (used += EACH));
}
