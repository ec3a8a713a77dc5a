import { DomainError } from '#lib/domain/errors.ts';
import type { Database } from '../db/database.ts';
import type { Context } from './context.ts';

/** Changes of one person a second in the long run, over all his tabs and doors, and how many at once. */
export const PER_SECOND = 20;
export const BURST = 100;
/** Whoever was too fast comes back when there is room for as many as a browser has under way at once. */
const ROOM_FOR = 10;
/** Beyond this many people the full ones are forgotten; nobody is unlimited because the list is. */
const MOST_KEPT = 5_000;

interface Budget {
  left: number;
  at: number;
}
const budgets = new WeakMap<Database, Map<string, Budget>>();

/**
 * Refuses a change when its person sends more than a hurried human or the changes of an offline day need. Counted for each
 * process on its own: behind a balancer a person has as many budgets as there are nodes.
 */
export function spendChange({ config, db, now: clock }: Context, personId: string): void {
  if (!config.rateLimit) return;
  let people = budgets.get(db);
  if (!people) budgets.set(db, (people = new Map()));
  const now = clock();
  const budget = refilled(people.get(personId), now);
  people.delete(personId);
  if (people.size >= MOST_KEPT) forgetFull(people, now);
  people.set(personId, budget);
  if (budget.left < 1) throw tooFast(Math.ceil(((ROOM_FOR - budget.left) / PER_SECOND) * 1000));
  budget.left -= 1;
}

/** A clock that was set back gives nothing and takes nothing. */
function refilled(budget: Budget | undefined, now: number): Budget {
  if (!budget) return { left: BURST, at: now };
  const earned = (Math.max(0, now - budget.at) / 1000) * PER_SECOND;
  return { left: Math.min(BURST, budget.left + earned), at: now };
}

/** Last used first: a full budget is worth no more than none kept. Always makes room, at worst for the one used longest ago. */
function forgetFull(people: Map<string, Budget>, now: number): void {
  for (const [personId, budget] of people) {
    if (refilled(budget, now).left < BURST) break;
    people.delete(personId);
  }
  const oldest = people.size >= MOST_KEPT ? people.keys().next().value : undefined;
  if (oldest !== undefined) people.delete(oldest);
}

/** @param retryAfterMs when the same change will be taken */
const tooFast = (retryAfterMs: number) => new DomainError('too_fast', 'too many changes at once', { retryAfterMs });
