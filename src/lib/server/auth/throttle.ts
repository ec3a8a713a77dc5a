import { createHash } from 'node:crypto';
import { signInThrottled } from '#lib/domain/access/access-rules.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../db/database.ts';

const WINDOW_MS = 15 * 60_000;

/**
 * Attempts in a quarter of an hour. Somebody who guesses from one place is stopped after five; an account under attack
 * from many places after 25, so that a stranger cannot lock a colleague out with five requests; one address, behind which
 * a whole sales floor may sit, after 60 failures.
 */
const LIMITS = { address: 60, account: 25, accountAtAddress: 5 } as const;
type Limit = keyof typeof LIMITS;
const order = ['address', 'account', 'accountAtAddress'] as const satisfies readonly Limit[];

/** Neither addresses nor accounts stand in the table: whoever reads a backup learns nothing of who tried what. */
const keyOf = (limit: Limit, what: string) => createHash('sha256').update(`${limit} ${what}`).digest('base64url');

const COUNT = `insert into sign_in_attempts (key, attempts, until_at) values (?, 1, ?)
  on conflict (key) do update set
    attempts = case when sign_in_attempts.until_at <= ? then 1 else sign_in_attempts.attempts + 1 end,
    until_at = case when sign_in_attempts.until_at <= ? or sign_in_attempts.attempts = ? then excluded.until_at
      else sign_in_attempts.until_at end
  returning attempts, until_at as "untilAt"`;
const FORGET = 'delete from sign_in_attempts where key = ?';
const TAKE_BACK = 'update sign_in_attempts set attempts = attempts - 1 where key = ? and attempts > 0';
const OVER = 'delete from sign_in_attempts where until_at <= ?';

type Counted = { blocked: null; left: number } | { blocked: { untilAt: number; first: boolean } };

export interface Attempt {
  /** Attempts left here for this account, if this one fails. */
  left: number;
  /** The password was right: the attempt does not count. */
  succeeded(): Promise<void>;
}

/**
 * Counts an attempt before the password is looked at, so that parallel guesses count as well, on whichever node they
 * arrive. Refuses with the time.
 * @param onBlock called by the attempt that first hits a limit, not by those that run against it afterwards
 */
export async function countAttempt(
  context: Context,
  email: string,
  address: string,
  onBlock: () => Promise<void>,
): Promise<Attempt> {
  const keys = {
    address: keyOf('address', address),
    account: keyOf('account', email),
    accountAtAddress: keyOf('accountAtAddress', `${email}|${address}`),
  };
  const counted = await inTransaction(context, (tx) => count(tx, keys, context.now()));
  if (counted.blocked) {
    const { untilAt, first } = counted.blocked;
    if (first) await onBlock();
    throw signInThrottled(untilAt, Math.max(1, Math.ceil((untilAt - context.now()) / 60_000)));
  }
  return {
    left: counted.left,
    succeeded: () =>
      inTransaction(context, async (tx) => {
        await tx.run(TAKE_BACK, [keys.address]);
        await tx.run(TAKE_BACK, [keys.account]);
        await tx.run(FORGET, [keys.accountAtAddress]);
      }),
  };
}

/** Always in the same order, so that attempts at once wait for each other instead of locking up. */
async function count(tx: Tx, keys: Record<Limit, string>, now: number): Promise<Counted> {
  // The table stays as small as a quarter of an hour's attempts.
  await tx.run(OVER, [now]);
  let left = 0;
  for (const limit of order) {
    const most = LIMITS[limit];
    const row = await tx.get<{ attempts: number; untilAt: number }>(COUNT, [
      keys[limit],
      now + WINDOW_MS,
      now,
      now,
      most,
    ]);
    const attempts = Number(row!.attempts);
    // The attempt that goes over the limit begins a full pause.
    if (attempts > most) return { blocked: { untilAt: Number(row!.untilAt), first: attempts === most + 1 } };
    left = most - attempts;
  }
  return { blocked: null, left };
}
