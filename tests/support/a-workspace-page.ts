import type { Card } from '#lib/contract/board/card.ts';
import { PROTOCOL_VERSION } from '#lib/contract/protocol.ts';
import { Workspace } from '#lib/state/workspace.svelte.ts';

/** Tue 15 Sep 2026, 10:00 in Shanghai. */
export const PAGE_NOW = Date.UTC(2026, 8, 15, 2);
export const HOUR = 3_600_000;

/** A workspace as a rep's page knows it: one board with an open and a won stage, and a colleague. */
export const aWorkspacePage = (): Workspace =>
  new Workspace({
    protocol: PROTOCOL_VERSION,
    now: PAGE_NOW,
    name: 'East',
    zone: 'Asia/Shanghai',
    currency: 'CNY',
    me: { id: 'me', name: 'Zhang Wei', role: 'rep', teamId: null, managesTeamIds: [], singleKeys: true },
    people: [
      { id: 'me', name: 'Zhang Wei', role: 'rep', teamId: null, active: true },
      { id: 'li', name: 'Li Na', role: 'rep', teamId: null, active: true },
    ],
    teams: [],
    boards: [
      {
        id: 'b',
        name: 'Courses',
        currency: 'CNY',
        stages: [
          { id: 'fresh', name: 'New', kind: 'open', probability: 10, archived: false },
          { id: 'won', name: 'Won', kind: 'won', probability: 100, archived: false },
        ],
        pool: null,
      },
    ],
    channels: [],
    products: [],
    lostReasons: [],
    views: [],
    unread: 0,
  });

export const aPageCard = (more: Partial<Card> = {}): Card => ({
  id: 'l1',
  stageId: 'fresh',
  position: 'a0',
  name: 'Gao Xiang',
  company: null,
  productId: null,
  amountMinor: 1_280_000,
  wonMinor: null,
  currency: 'CNY',
  intent: 2,
  channelId: null,
  tags: [],
  ownerId: 'me',
  teamId: null,
  poolId: null,
  pooledAt: null,
  pooledBy: null,
  formerOwnerId: null,
  spellStartedAt: PAGE_NOW - 48 * HOUR,
  deadlineAt: PAGE_NOW + 120 * HOUR,
  clock: 'running',
  nextAt: PAGE_NOW + 3 * HOUR,
  nextKind: 'call',
  lastFollowUpAt: null,
  stageSince: PAGE_NOW - 48 * HOUR,
  arrivedAt: PAGE_NOW - 48 * HOUR,
  closedAt: null,
  lostReasonId: null,
  version: 1,
  ...more,
});
