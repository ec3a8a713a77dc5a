import { DomainError } from '#lib/domain/errors.ts';
import type { Database } from '../db/database.ts';
import type { Context } from './context.ts';

/** Changes of one person a second in the long run, over all his tabs and doors, and how many at once. */
export const PER_SECOND = 20;
export const BURST = 100;
/** Boards opened by one person: each is a reading of the stream, and a page that comes back opens a few at once. */
export const OPENINGS_PER_SECOND = 5;
export const OPENINGS_BURST = 60;
/** Whoever was too fast comes back when there is room for as many as a browser has under way at once. */
const ROOM_FOR = 10;
/** Beyond this many people the full ones are forgotten; nobody is unlimited because the list is. */
const MOST_KEPT = 5_000;

interface Budget {
  left: number;
  at: number;
}
interface Kind {
  perSecond: number;
  burst: number;
  budgets: WeakMap<Database, Map<string, Budget>>;
}
const changes: Kind = { perSecond: PER_SECOND, burst: BURST, budgets: new WeakMap() };
const openings: Kind = { perSecond: OPENINGS_PER_SECOND, burst: OPENINGS_BURST, budgets: new WeakMap() };

/**
 * Refuses a change when its person sends more than a hurried human or the changes of an offline day need. Counted for each
 * process on its own: behind a balancer a person has as many budgets as there are nodes.
 */
export const spendChange = (context: Context, personId: string): void => spend(changes, context, personId);

/** The same for boards that are opened, apart from changes: neither stands in the other's way. */
export const spendOpening = (context: Context, personId: string): void => spend(openings, context, personId);

function spend(kind: Kind, { config, db, now: clock }: Context, personId: string): void {
  if (!config.rateLimit) return;
  let people = kind.budgets.get(db);
  if (!people) kind.budgets.set(db, (people = new Map()));
  const now = clock();
  const budget = refilled(kind, people.get(personId), now);
  people.delete(personId);
  if (people.size >= MOST_KEPT) forgetFull(kind, people, now);
  people.set(personId, budget);
  if (budget.left < 1) throw tooFast(Math.ceil(((ROOM_FOR - budget.left) / kind.perSecond) * 1000));
  budget.left -= 1;
}

/** A clock that was set back gives nothing and takes nothing. */
function refilled({ perSecond, burst }: Kind, budget: Budget | undefined, now: number): Budget {
  if (!budget) return { left: burst, at: now };
  const earned = (Math.max(0, now - budget.at) / 1000) * perSecond;
  return { left: Math.min(burst, budget.left + earned), at: now };
}

/** Last used first: a full budget is worth no more than none kept. Always makes room, at worst for the one used longest ago. */
function forgetFull(kind: Kind, people: Map<string, Budget>, now: number): void {
  for (const [personId, budget] of people) {
    if (refilled(kind, budget, now).left < kind.burst) break;
    people.delete(personId);
  }
  const oldest = people.size >= MOST_KEPT ? people.keys().next().value : undefined;
  if (oldest !== undefined) people.delete(oldest);
}

/** @param retryAfterMs when the same change will be taken */
const tooFast = (retryAfterMs: number) => new DomainError('too_fast', 'too many changes at once', { retryAfterMs });
