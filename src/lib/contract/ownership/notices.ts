/**
 * Kinds of notice with their arguments; the inbox renders `ownership_notice_<kind>`. Batches add `count` and `leadIds`
 * and carry no `leadId`.
 */
export interface NoticeArgs {
  lead_assigned: { byId: string | null; fromId: string | null; toId: string; factId: string };
  lead_transferred: { byId: string | null; fromId: string; toId: string; factId: string; deadlineAt: number | null };
  /** To whom it went, and how. */
  lead_taken: { byId: string | null; fromId: string; toId: string; how: 'assign' | 'transfer'; factId: string };
  lead_released: { byId: string | null; poolId: string; factId: string };
  /** The whole RecycleExplanation beside the fact. */
  lead_recycled: {
    factId: string;
    poolId: string;
    deadlineAt: number;
    idleFrom: number;
    idleDays: number;
    lastFollowUpAt: number | null;
  };
  recycle_warning: { deadlineAt: number; hours: number; idleFrom: number | null; idleDays: number; poolId: string };
  /** To managers, one for many leads (see fold-digest.ts): the last warning of these was sent, nobody has worked them. */
  team_warning: {
    since: number;
    count: number;
    leadIds: string[];
    owners: Record<string, number>;
    deadlineAt: number;
    poolId: string;
  };
  recycle_undone: { byId: string | null; factId: string; deadlineAt: number | null };
  lead_protected: { byId: string | null; until: number | null; factId: string };
  /** To managers: somebody of theirs has looked at as many contacts as a day allows. */
  contact_limit_reached: { personId: string; limit: number };
}
export type NoticeKind = keyof NoticeArgs;

export interface NoticeItem {
  id: string;
  kind: string;
  at: number;
  readAt: number | null;
  leadId: string | null;
  args: Record<string, unknown>;
  /** Looked up now: null when the reader may not know the lead's name (any more). */
  lead: { name: string; boardId: string; visible: boolean } | null;
  /** What the person who did it wrote; null when there is none or it was erased. */
  reason: string | null;
}

export interface NoticeList {
  notices: NoticeItem[];
  unread: number;
  /** Give it as `before` for older ones; null: that was all. */
  before: string | null;
}
