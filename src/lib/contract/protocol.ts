import { z } from 'zod';
import type { Card } from './board/card.ts';

/** Raised whenever a client of the previous version could misunderstand the server. */
export const PROTOCOL_VERSION = 1;

/** Says over plain HTTP what the socket's handshake says. */
export const PROTOCOL_HEADER = 'x-tideboard-protocol';
/** Whose page it is that asks: in another tab of the same browser somebody else may have signed in meanwhile. */
export const PERSON_HEADER = 'x-tideboard-person';

/** Bytes of one inbound frame at most; a larger one closes the socket. */
export const MAX_FRAME_BYTES = 100_000;

/** Why a card left a viewer's sight. `hidden`: no more is told, because the viewer may not know more. */
export type GoneReason =
  'recycled' | 'claimed' | 'assigned' | 'transferred' | 'released' | 'erased' | 'undone' | 'closed' | 'hidden';

/** What one event does to one card, as one view key sees it. */
export type CardChange =
  | { id: string; card: Card }
  | { id: string; patch: Partial<Card> }
  | { id: string; gone: GoneReason; to?: string | null };

/** Verbs that change leads; `cause` tells screens what to say, never what to do. */
export const causes = [
  'create',
  'move',
  'edit',
  'follow_up',
  'assign',
  'claim',
  'transfer',
  'release',
  'recycle',
  'import',
  'undo',
  'erase',
  'policy',
] as const;
export type Cause = (typeof causes)[number];

export interface WireEvent {
  seq: number;
  at: number;
  /** The person who did it; null for the system. */
  by: string | null;
  cause: Cause;
  /** The sender's mutation, so that it can settle its pending change. */
  mutation?: string;
  changes: CardChange[];
}

/** `from..to` is the range of stream numbers that this frame covers, also those that hold nothing for this viewer. */
export interface Frame {
  stream: string;
  from: number;
  to: number;
  events: WireEvent[];
}

export interface Cursor {
  epoch: string;
  seq: number;
  /** Id of the event at `seq`, so that a restored or copied database is noticed. Empty when seq is 0. */
  eventId: string;
}
export const cursorSchema = z.object({
  epoch: z.string().max(64),
  seq: z.number().int().min(0),
  eventId: z.string().max(64),
});

/** A refusal as it crosses the wire: rendered by the browser from `messages/errors`. */
export interface WireError {
  code: string;
  details: Record<string, string | number | boolean | null>;
  /** Only for unexpected errors: what the person tells the admin. */
  errorId?: string;
}

export type MutationAnswer = { ok: true; seq: number | null; result: unknown } | { ok: false; error: WireError };

export const mutationSchema = z.object({
  clientId: z.string().min(8).max(64),
  id: z.string().min(8).max(64),
  name: z.string().max(64),
  input: z.unknown(),
});
export type MutationRequest = z.infer<typeof mutationSchema>;

export const openBoardSchema = z.object({
  boardId: z.string().max(64),
  cursor: cursorSchema.nullable(),
  /** Only listens, as a list over several boards does: nobody there is shown this person. */
  quiet: z.boolean().optional(),
});
export type OpenBoardRequest = z.infer<typeof openBoardSchema>;

/** `snapshot`: fetch one, then apply what arrives; `events`: the gap is in `frame`. */
export type OpenBoardAnswer =
  | { ok: true; kind: 'events'; frame: Frame; cursor: Cursor; viewKey: string; now: number }
  | { ok: true; kind: 'snapshot'; cursor: Cursor; viewKey: string; now: number }
  | { ok: false; error: WireError };

/** `GET /api/sync?board=…`. `frame` null: fetch a snapshot, as when `viewKey` is another than the one shown. */
export interface SyncAnswer {
  frame: Frame | null;
  cursor: Cursor | null;
  viewKey: string;
  now: number;
}

/** `GET /api/sync` without a board: what the socket would push to this person. */
export interface SyncNotice {
  workspace: { seq: number };
  inbox: { unread: number; newest: { id: string; kind: string } | null };
  now: number;
}

export interface PresenceEntry {
  personId: string;
  leadId: string | null;
}

/** A live figures subscription; `query` is the canonical text of contract/metrics. */
export const figuresSubscriptionSchema = z.object({ query: z.string().max(2000) });

export interface ClientToServer {
  'board:open': (request: OpenBoardRequest, answer: (reply: OpenBoardAnswer) => void) => void;
  'board:close': (request: { boardId: string }) => void;
  mutate: (request: MutationRequest, answer: (reply: MutationAnswer) => void) => void;
  'figures:open': (request: { query: string }, answer: (reply: { ok: boolean; error?: WireError }) => void) => void;
  'figures:close': (request: { query: string }) => void;
  presence: (request: { boardId: string; leadId: string | null }) => void;
  ping: (answer: (now: number) => void) => void;
}

export interface ServerToClient {
  frame: (frame: Frame) => void;
  /** The viewer's rights changed, or the cursor cannot be continued: fetch a new snapshot. */
  'board:reset': (notice: { boardId: string; reason: 'rights' | 'epoch' }) => void;
  presence: (notice: { boardId: string; people: PresenceEntry[] }) => void;
  /** People, teams, boards, channels or rules changed: load the workspace again. */
  workspace: (notice: { seq: number }) => void;
  inbox: (notice: { unread: number; newest: { id: string; kind: string } | null }) => void;
  figures: (notice: { query: string; dataAt: number; figures: unknown }) => void;
  screen: (notice: { state: unknown }) => void;
  signedOut: (notice: { reason: 'signed_out' | 'disabled' | 'expired' | 'revoked' }) => void;
}
