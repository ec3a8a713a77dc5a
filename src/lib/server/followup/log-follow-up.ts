import type { LogFollowUp } from '#lib/contract/followup/commands.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canWorkLead } from '#lib/domain/access/policy.ts';
import { invalidInput, notAllowed } from '#lib/domain/errors.ts';
import { qualifies } from '#lib/domain/followup/activity.ts';
import { idleFromAfterFollowUp } from '#lib/domain/ownership/spell-start.ts';
import { DAY_MS, MINUTE_MS } from '#lib/domain/time/calendar.ts';
import type { Lead } from '../board/lead-row.ts';
import { saveLeads } from '../board/save-leads.ts';
import { leadAnswer, takeLead, type LeadAnswer } from '../board/take-board.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../db/database.ts';
import { holdNeedsContact } from './followup-refusals.ts';

const INSERT = `insert into activities (id, lead_id, person_id, spell_id, kind, direction, outcome, duration_seconds,
  at, recorded_at, verified, qualifying, note) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`;

/** Browsers' clocks are wrong by this much now and then. */
const CLOCK_ERROR_MS = 2 * MINUTE_MS;
const LATEST_ENTRY_MS = 90 * DAY_MS;

/** What taking a follow-up back restores: stored in its own fact. */
export interface FollowUpTrace {
  activityId: string;
  spellId: string | null;
  was: Pick<Lead, 'idleFrom' | 'lastFollowUpAt' | 'nextAt' | 'nextKind' | 'holdUntil'>;
  set: Pick<Lead, 'nextAt' | 'nextKind' | 'holdUntil'>;
}

export interface FollowUpAnswer extends LeadAnswer {
  activityId: string;
  /** Whether it restarted the idle clock (O4). */
  qualifying: boolean;
  deadlineAt: number | null;
}

/**
 * Records a call, message, visit or note (F11). Contact with the customer restarts the idle clock of the spell in which it
 * happened (O3, O4); the next step and an agreed date are set in the same transaction.
 */
export function logFollowUp(context: Context, actor: Actor, input: LogFollowUp): Promise<FollowUpAnswer> {
  return inTransaction(context, async (tx) => {
    const taken = await takeLead(context, tx, actor, input.leadId);
    const { held, lead: before } = taken;
    if (!canWorkLead(actor, before)) throw notAllowed('work_lead');
    const now = context.now();
    const at = whenItWas(input.at, now);
    const qualifying = qualifies(input) && inThisSpell(before, at);
    const after: Lead = { ...before, ...nextOf(input.next, before, now), ...holdOf(input.holdUntil, qualifying, now) };
    after.idleFrom = idleFromAfterFollowUp(before.idleFrom, { at, qualifying });
    if (input.kind !== 'note') after.lastFollowUpAt = Math.max(before.lastFollowUpAt ?? at, at);

    const activityId = context.newId();
    await insertActivity(tx, activityId, before, actor, input, { at, now, qualifying });
    const { kind, direction, outcome, durationSeconds } = input;
    const { idleFrom, lastFollowUpAt, nextAt, nextKind, holdUntil } = before;
    const trace: FollowUpTrace = {
      activityId,
      spellId: before.spellId,
      was: { idleFrom, lastFollowUpAt, nextAt, nextKind, holdUntil },
      set: { nextAt: after.nextAt, nextKind: after.nextKind, holdUntil: after.holdUntil },
    };
    const data = { kind, direction, outcome, durationSeconds, qualifying, ...trace };
    await saveLeads(context, tx, actor, held, 'follow_up', [
      { before, after, history: [{ kind: 'followed_up', data, occurredAt: at }] },
    ]);
    return { ...leadAnswer(taken, after), activityId, qualifying, deadlineAt: after.deadlineAt };
  });
}

function whenItWas(at: number | undefined, now: number): number {
  if (at === undefined) return now;
  if (at > now + CLOCK_ERROR_MS) throw invalidInput('at', 'future');
  if (at < now - LATEST_ENTRY_MS) throw invalidInput('at', 'too_old');
  return Math.min(at, now);
}

/** O3: idle time counts from a follow-up in this spell, not from one that was made before it and entered late. */
const inThisSpell = (lead: Lead, at: number): boolean =>
  lead.state === 'open' && lead.spellStartedAt !== null && at >= lead.spellStartedAt;

function nextOf(next: LogFollowUp['next'], lead: Lead, now: number): Pick<Lead, 'nextAt' | 'nextKind'> {
  if (next && next.at < now - CLOCK_ERROR_MS) throw invalidInput('next', 'past');
  if (next) return { nextAt: next.at, nextKind: next.kind };
  const done = lead.nextAt !== null && lead.nextAt <= now;
  return next === null || done ? { nextAt: null, nextKind: null } : { nextAt: lead.nextAt, nextKind: lead.nextKind };
}

function holdOf(until: LogFollowUp['holdUntil'], contact: boolean, now: number): Partial<Pick<Lead, 'holdUntil'>> {
  if (until === undefined) return {};
  if (until === null) return { holdUntil: null };
  if (!contact) throw holdNeedsContact();
  if (until <= now) throw invalidInput('holdUntil', 'past');
  return { holdUntil: until };
}

const insertActivity = (
  tx: Tx,
  id: string,
  lead: Lead,
  actor: Actor,
  input: LogFollowUp,
  { at, now, qualifying }: { at: number; now: number; qualifying: boolean },
): Promise<number> =>
  tx.run(INSERT, [
    id,
    lead.id,
    actorId(actor),
    lead.spellId,
    input.kind,
    input.direction,
    input.outcome,
    input.durationSeconds,
    at,
    now,
    qualifying ? 1 : 0,
    input.note || null,
  ]);
