import { z } from 'zod';

/** What a wall shows. Everything is masked on the server: what a screen's token does not allow never reaches it. */
export interface WallState {
  boardName: string;
  currency: string;
  zone: string;
  /** Server time at which it was computed: "data up to". */
  dataAt: number;
  /** Changes with the server's build, so that a wall that ran for weeks loads the new page. */
  version: string;
  funnel: WallStage[];
  today: { won: number; wonMinor: number; yesterdayByNow: number };
  month: { won: number; wonMinor: number };
  /** Best first, at most eight; nobody is ever shown as last. */
  leaders: WallLeader[];
  pool: { waiting: number; claimed: number; recycled: number };
  feed: WallMove[];
  /** Wins of the last minutes, oldest first; an undone one is simply no longer among them. */
  wins: WallWin[];
}
export interface WallStage {
  id: string;
  name: string;
  count: number;
  amountMinor: number;
  /** Of the leads that entered in the last 90 days, those that went on; null while the next stage is no stage. */
  entered: number;
  advanced: number;
}
export interface WallLeader {
  personId: string;
  name: string;
  won: number;
  wonMinor: number;
}
export interface WallMove {
  id: string;
  at: number;
  who: string | null;
  what: 'won' | 'moved';
  stage: string;
  amountMinor: number | null;
  currency: string;
}
export interface WallWin {
  id: string;
  at: number;
  personId: string | null;
  who: string | null;
  amountMinor: number;
  currency: string;
  product: string | null;
  /** A surname and stars where the token allows it; null otherwise. */
  customer: string | null;
  /** Whole days from arrival to the win; null when the arrival is unknown. */
  days: number | null;
}

export const createScreenSchema = z.object({
  name: z.string().trim().min(1).max(80),
  boardId: z.string().min(1).max(64),
  /** Null: every team. */
  teamIds: z.array(z.string().max(64)).max(200).nullable().default(null),
  showSurname: z.boolean().default(false),
  locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
});
export type CreateScreen = z.infer<typeof createScreenSchema>;
export const revokeScreenSchema = z.object({ screenId: z.string().min(1).max(64) });
export type RevokeScreen = z.infer<typeof revokeScreenSchema>;
