import type { Card } from '#lib/contract/board/card.ts';
import type { CardChange, Cause, GoneReason, WireEvent } from '#lib/contract/protocol.ts';
import { maskName, seesLead, type Audience, type ViewScope } from '#lib/domain/access/audience.ts';
import type { StoredEvent } from '../streams/stream.ts';
import type { Lead } from './lead-row.ts';
import { cardOf } from './lead-row.ts';

export const LEADS_CHANGED = 'leads.changed';

type Seen = readonly [ownerId: string | null, teamId: string | null, poolId: string | null];
/** A card without the customer's name and company: those stand in the event's personal column. */
type BareCard = Omit<Card, 'name' | 'company'>;

/** One lead in an event: who could see it before and after, and what changed, whole when somebody sees it newly. */
interface LeadChangeRecord {
  id: string;
  b: Seen | null;
  a: Seen | null;
  c?: BareCard;
  p?: Partial<BareCard>;
}
interface LeadsChangedPayload {
  cause: Cause;
  changes: LeadChangeRecord[];
}
type Names = Pick<Card, 'name' | 'company'>;
type PersonalPart = Record<string, Partial<Names>>;

const seen = (lead: Lead): Seen => [lead.ownerId, lead.teamId, lead.poolId];
const sameAudience = (a: Seen, b: Seen) => a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
const audience = ([ownerId, teamId, poolId]: Seen): Audience => ({ ownerId, teamId, poolId });

const ERASED = '';

/**
 * The event of a write: a patch where everybody who sees the lead saw it before; the whole card where somebody may see it
 * newly, or where a client may have dropped it as closed long ago.
 */
export function leadsChanged(
  cause: Cause,
  changes: readonly { before: Lead | null; after: Lead | null }[],
): { kind: string; payload: LeadsChangedPayload; personal?: PersonalPart } {
  const personal: PersonalPart = {};
  const records = changes.map(({ before, after }): LeadChangeRecord => {
    const id = (after ?? before)!.id;
    if (!after) return { id, b: before && seen(before), a: null };
    const { name, company, ...bare } = cardOf(after);
    const record: LeadChangeRecord = { id, b: before && seen(before), a: seen(after) };
    const whole =
      !before ||
      !sameAudience(record.b!, record.a!) ||
      (before.closedAt !== null && before.closedAt !== after.closedAt);
    if (whole) {
      personal[id] = { name, company };
      return { ...record, c: bare };
    }
    const old = cardOf(before);
    if (old.name !== name || old.company !== company) personal[id] = { name, company };
    return { ...record, p: patchBetween(old, bare) };
  });
  const payload = { cause, changes: records };
  return Object.keys(personal).length > 0
    ? { kind: LEADS_CHANGED, payload, personal }
    : { kind: LEADS_CHANGED, payload };
}

function patchBetween(before: BareCard, after: BareCard): Partial<BareCard> {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(after) as (keyof BareCard)[]) {
    const same = key === 'tags' ? before.tags.join('\n') === after.tags.join('\n') : before[key] === after[key];
    if (!same) patch[key] = after[key];
  }
  return patch;
}

const goneReasons: Partial<Record<Cause, GoneReason>> = {
  recycle: 'recycled',
  claim: 'claimed',
  assign: 'assigned',
  transfer: 'transferred',
  release: 'released',
  erase: 'erased',
  undo: 'undone',
};

/** Parsed once per event, then seen through each view key. */
export interface ParsedEvent {
  event: StoredEvent;
  payload: LeadsChangedPayload;
  personal: PersonalPart;
  /** By shape; see eventTextFor. */
  texts?: Map<string, { shape: string; text: string } | null>;
}

export const parseLeadsChanged = (event: StoredEvent): ParsedEvent => ({
  event,
  payload: JSON.parse(event.payload) as LeadsChangedPayload,
  personal: event.personal === null ? {} : (JSON.parse(event.personal) as PersonalPart),
});

/** What one kind of viewer is told of an event; null when it holds nothing for him. */
export function eventFor(scope: ViewScope, { event, payload, personal }: ParsedEvent): WireEvent | null {
  const changes: CardChange[] = [];
  for (const record of payload.changes) {
    const change = changeFor(scope, record, personal[record.id], payload.cause);
    if (change) changes.push(change);
  }
  if (changes.length === 0) return null;
  return {
    seq: event.seq,
    at: event.at,
    by: event.actorId,
    cause: payload.cause,
    ...(event.mutationId === null ? {} : { mutation: event.mutationId }),
    changes,
  };
}

/**
 * The same as JSON text, made once for all viewers who are told the same: what a scope sees of each lead is all that its text
 * depends on. `shape` is equal exactly when the text is.
 */
export function eventTextFor(scope: ViewScope, parsed: ParsedEvent): { shape: string; text: string } | null {
  let shape = '';
  for (const record of parsed.payload.changes) shape += sightOf(scope, record);
  const known = parsed.texts?.get(shape);
  if (known !== undefined) return known;
  const event = eventFor(scope, parsed);
  const made = event && { shape, text: JSON.stringify(event) };
  (parsed.texts ??= new Map()).set(shape, made);
  return made;
}

/** Nothing, its leaving, the card with its names, or the card with masked names: there is no fifth way to see a lead. */
function sightOf(scope: ViewScope, { b, a }: LeadChangeRecord): '0' | '1' | '2' | '3' {
  if (a === null || !seesLead(scope, audience(a))) return b !== null && seesLead(scope, audience(b)) ? '1' : '0';
  return a[2] !== null && scope.masked ? '3' : '2';
}

function changeFor(
  scope: ViewScope,
  record: LeadChangeRecord,
  names: Partial<Names> | undefined,
  cause: Cause,
): CardChange | null {
  const sawIt = record.b !== null && seesLead(scope, audience(record.b));
  const seesIt = record.a !== null && seesLead(scope, audience(record.a));
  if (!seesIt) {
    if (!sawIt) return null;
    // Of a pooled lead everybody may know who took it (P1); of an owned one only that it left.
    const wasPooled = record.b![2] !== null;
    return {
      id: record.id,
      gone: goneReasons[cause] ?? 'hidden',
      ...(wasPooled && record.a ? { to: record.a[0] } : {}),
    };
  }
  const pooled = record.a![2] !== null;
  if (record.c) {
    const shown = shownNames(scope, pooled, { name: names?.name ?? ERASED, company: names?.company ?? null });
    return { id: record.id, card: { ...record.c, ...shown } };
  }
  if (!names) return { id: record.id, patch: record.p ?? {} };
  const shown = shownNames(scope, pooled, { name: names.name ?? ERASED, company: names.company ?? null });
  return { id: record.id, patch: { ...record.p, ...shown } };
}

/** P5: in a pool a rep sees neither the customer's whole name nor the company's. */
export function shownNames(scope: ViewScope, pooled: boolean, names: Names): Names {
  // Always these two and no more: callers hand in whole leads and spread what they get into an answer.
  const { name, company } = names;
  if (!pooled || !scope.masked) return { name, company };
  return { name: maskName(name), company: company === null ? null : maskName(company) };
}
