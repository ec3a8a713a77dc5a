import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { signInThrottled } from '#lib/domain/access/access-rules.ts';
import type { Context } from '../context/context.ts';
import type { Database } from '../db/database.ts';

const WINDOW_SECONDS = 15 * 60;

/**
 * Attempts in a quarter of an hour. Somebody who guesses from one place is stopped after five; an account under attack
 * from many places after 25, so that a stranger cannot lock a colleague out with five requests; one address, behind which
 * a whole sales floor may sit, after 60 failures.
 */
const LIMITS = { accountAtAddress: 5, account: 25, address: 60 } as const;
type Limit = keyof typeof LIMITS;

const limiters = new WeakMap<Database, Record<Limit, RateLimiterMemory>>();

function limitersOf({ db }: Context): Record<Limit, RateLimiterMemory> {
  let known = limiters.get(db);
  if (!known) {
    const limiter = (name: Limit) =>
      new RateLimiterMemory({
        keyPrefix: name,
        points: LIMITS[name],
        duration: WINDOW_SECONDS,
        blockDuration: WINDOW_SECONDS,
      });
    known = { accountAtAddress: limiter('accountAtAddress'), account: limiter('account'), address: limiter('address') };
    limiters.set(db, known);
  }
  return known;
}

class Blocked extends Error {
  readonly waitMs: number;
  readonly first: boolean;

  constructor({ msBeforeNext, consumedPoints }: RateLimiterRes, limit: number) {
    super('blocked');
    this.waitMs = msBeforeNext;
    this.first = consumedPoints === limit + 1;
  }
}

/** The library rejects with its result object; an Error says more, and lint wants one. */
async function consume(all: Record<Limit, RateLimiterMemory>, limit: Limit, key: string): Promise<RateLimiterRes> {
  try {
    return await all[limit].consume(key);
  } catch (reason) {
    if (reason instanceof Error) throw reason;
    throw new Blocked(reason as RateLimiterRes, LIMITS[limit]);
  }
}

export interface Attempt {
  /** Attempts left here for this account, if this one fails. */
  left: number;
  /** The password was right: the attempt does not count. */
  succeeded(): Promise<void>;
}

/**
 * Counts an attempt before the password is looked at, so that parallel guesses count as well. Refuses with the time.
 * @param onBlock called by the attempt that first hits a limit, not by those that run against it afterwards
 */
export async function countAttempt(
  context: Context,
  email: string,
  address: string,
  onBlock: () => Promise<void>,
): Promise<Attempt> {
  const all = limitersOf(context);
  const here = `${email}|${address}`;
  try {
    await consume(all, 'address', address);
    await consume(all, 'account', email);
    const { remainingPoints } = await consume(all, 'accountAtAddress', here);
    return {
      left: remainingPoints,
      succeeded: async () => {
        await all.accountAtAddress.delete(here);
        await all.account.reward(email);
        await all.address.reward(address);
      },
    };
  } catch (reason) {
    if (!(reason instanceof Blocked)) throw reason;
    if (reason.first) await onBlock();
    const { waitMs } = reason;
    throw signInThrottled(context.now() + waitMs, Math.max(1, Math.ceil(waitMs / 60_000)));
  }
}
