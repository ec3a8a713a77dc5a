import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, safe in an address. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/**
 * What is kept of a secret. A plain SHA-256 is enough here, unlike for passwords: nobody can try out 2^160 or more.
 */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');
