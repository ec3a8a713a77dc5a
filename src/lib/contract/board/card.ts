import { z } from 'zod';

/** What is known of a contact without showing it: the card never carries a phone number or an address (P5). */
export const nextKinds = ['call', 'wechat', 'message', 'email', 'visit', 'other'] as const;
export type NextKind = (typeof nextKinds)[number];

/** Where a lead stands with its owner. `warnAt` are the moments of the pool's warning ladder, ascending. */
export interface OwnershipClockData {
  startedAt: number;
  /** When the lead will be recycled; null when nothing will recycle it. */
  deadlineAt: number | null;
  /** `paused`: a booked appointment or agreed call-back holds the deadline; `protected`: nothing recycles it (O8). */
  state: 'running' | 'paused' | 'protected' | 'none';
}

/**
 * One lead as everybody who may see its column sees it. Instants are epoch ms (UTC), amounts minor units of `currency`.
 * `name` comes masked from the server where the viewer may not know it.
 */
export interface Card {
  id: string;
  stageId: string;
  /** Fractional order key inside its stage, compared by bytes. */
  position: string;
  name: string;
  company: string | null;
  productId: string | null;
  amountMinor: number | null;
  wonMinor: number | null;
  currency: string;
  /** 0 unknown, 1 low, 2 middle, 3 high. */
  intent: 0 | 1 | 2 | 3;
  channelId: string | null;
  tags: string[];
  ownerId: string | null;
  teamId: string | null;
  /** Set while the lead lies in a pool. */
  poolId: string | null;
  pooledAt: number | null;
  /** Why it lies in the pool, and who had it before. */
  pooledBy: 'recycle' | 'release' | 'import' | 'create' | 'disable' | null;
  formerOwnerId: string | null;
  spellStartedAt: number | null;
  deadlineAt: number | null;
  clock: OwnershipClockData['state'];
  nextAt: number | null;
  nextKind: NextKind | null;
  lastFollowUpAt: number | null;
  stageSince: number;
  arrivedAt: number | null;
  closedAt: number | null;
  lostReasonId: string | null;
  /** The stream number of the last change; undo and field edits are refused when it has moved on. */
  version: number;
}

/** Order in which a card is encoded in snapshots and frames. Append only; a change here is a new protocol version. */
export const cardFields = [
  'id',
  'stageId',
  'position',
  'name',
  'company',
  'productId',
  'amountMinor',
  'wonMinor',
  'currency',
  'intent',
  'channelId',
  'tags',
  'ownerId',
  'teamId',
  'poolId',
  'pooledAt',
  'pooledBy',
  'formerOwnerId',
  'spellStartedAt',
  'deadlineAt',
  'clock',
  'nextAt',
  'nextKind',
  'lastFollowUpAt',
  'stageSince',
  'arrivedAt',
  'closedAt',
  'lostReasonId',
  'version',
] as const satisfies readonly (keyof Card)[];

type Missing = Exclude<keyof Card, (typeof cardFields)[number]>;
/** Fails to compile when a field of Card is not encoded. */
export const everyFieldIsEncoded: [Missing] extends [never] ? true : Missing = true;

export const nextKindSchema = z.enum(nextKinds);
