import type { ActivityKind, ActivityOutcome } from '#lib/domain/followup/activity.ts';
import type { OwnershipClock } from '#lib/domain/ownership/clock.ts';
import type { OwnershipExplanation, RecycleExplanation, WouldExtend } from '#lib/domain/ownership/explain.ts';
import type { IdentityKind } from '#lib/domain/intake/identity.ts';
import type { Card } from '../board/card.ts';

/** A way to reach the customer as lists and drawers show it: enough to recognise, too little to call (P5). */
export interface MaskedIdentity {
  id: string;
  kind: IdentityKind;
  masked: string;
  label: string | null;
}
/** The same in full, as `POST …/contact` answers it. */
export interface RevealedIdentity {
  id: string;
  kind: IdentityKind;
  value: string;
  label: string | null;
}

/** What the viewer may do with this lead now; commands ask the same policy again. */
export interface LeadRights {
  work: boolean;
  claim: boolean;
  assign: boolean;
  transfer: boolean;
  release: boolean;
  protect: boolean;
  revealContact: boolean;
  undoRecycle: boolean;
}

/** Whose it is, until when, by which rule, and what would extend it. */
export interface LeadOwnership {
  ownerId: string | null;
  formerOwnerId: string | null;
  /** Why the owner has it; null in a pool and for closed leads. */
  why: OwnershipExplanation | null;
  clock: OwnershipClock;
  idleFrom: number | null;
  wouldExtend: WouldExtend[];
  protectedUntil: number | null;
  pool: { id: string; name: string; idleDays: number; recycling: boolean; warnHours: number[] } | null;
  pooled: { at: number; by: NonNullable<Card['pooledBy']>; recycled: RecycleExplanation | null } | null;
}

export interface SpellEntry {
  id: string;
  ownerId: string;
  teamId: string | null;
  startedAt: number;
  began: string;
  beganById: string | null;
  endedAt: number | null;
  ended: string | null;
  endedById: string | null;
  recycled: RecycleExplanation | null;
}

export interface ActivityEntry {
  id: string;
  kind: ActivityKind;
  direction: 'in' | 'out' | null;
  outcome: ActivityOutcome | null;
  durationSeconds: number | null;
  at: number;
  qualifying: boolean;
  verified: boolean;
  /** Null also where the viewer may not read it. */
  note: string | null;
  voided: boolean;
  /** Until when the viewer may take it back; null: not his, or too late. */
  undoUntil: number | null;
}

/** One fact of the history: ids and numbers in `data`, rendered in the reader's language. */
export interface TimelineEntry {
  id: string;
  kind: string;
  /** When it happened; null: unknown (an import). */
  at: number | null;
  recordedAt: number;
  actorId: string | null;
  system: string | null;
  data: Record<string, unknown>;
  /** Values, reasons and notes; null where there are none, where they were erased, or the viewer may not read them. */
  personal: Record<string, unknown> | null;
  /** Taken back by an undo. */
  voided: boolean;
  activity: ActivityEntry | null;
}

export interface Timeline {
  entries: TimelineEntry[];
  /** Give it as `before` for older ones; null: that was all. */
  before: string | null;
}

export interface LeadDetail {
  /** As this viewer sees it: masked in the pool where he may not know the name. */
  card: Card;
  boardId: string;
  customerId: string;
  customerKind: 'person' | 'company';
  /** Set once the person was erased: names, contacts, notes and reasons are gone for good (C1). */
  erasedAt: number | null;
  createdAt: number;
  campaign: string | null;
  externalId: string | null;
  region: string | null;
  /** Null also where the viewer may not read it. */
  remark: string | null;
  identities: MaskedIdentity[];
  rights: LeadRights;
  ownership: LeadOwnership;
  spells: SpellEntry[];
  timeline: Timeline;
  /** Server time of this reading. */
  now: number;
}
