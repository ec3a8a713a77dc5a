import { createHash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config/config.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
/** A proxy on this machine comes from here too, for somebody who does not. */
const FORWARDED = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'];

/** With the token from anywhere; without one only for programs on this machine that ask directly. */
export function mayReadMetrics(
  { metricsToken }: Pick<Config, 'metricsToken'>,
  headers: Headers,
  address: string,
): boolean {
  const [scheme, token] = (headers.get('authorization') ?? '').split(' ');
  if (metricsToken !== null && scheme === 'Bearer' && token) return same(token, metricsToken);
  return LOOPBACK.has(address) && FORWARDED.every((name) => !headers.has(name));
}

const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string) => createHash('sha256').update(text).digest();
