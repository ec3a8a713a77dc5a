/** The leads of the gallery: the moments and people of the mock-ups, so that a page can be laid beside a shot. */
import type { Card } from '#lib/contract/board/card.ts';

export const TIME_ZONE = 'Asia/Shanghai';
export const at = (text: string): number => Date.parse(`${text}:00+08:00`);
export const NOW = at('2026-09-15T10:41');

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const WARN_BEFORE = [2 * DAY, 4 * HOUR];

export const people = {
  na: { id: 'na-4', name: '李娜' },
  lei: { id: 'lei-1', name: '王磊' },
  wei: { id: 'wei-2', name: '张伟' },
  emma: { id: 'emma-9', name: 'Emma Clarke' },
  lin: { id: 'lin-3', name: '林主管' },
  min: { id: 'min-5', name: '赵敏' },
  yang: { id: 'yang-8', name: '刘洋' },
  jing: { id: 'jing-6', name: '陈静' },
};

let next = 1;
export function aCard(over: Partial<Card> = {}): Card {
  return {
    id: `lead-${next++}`,
    stageId: 'stage',
    position: 'a0',
    name: '陆佳怡',
    company: null,
    productId: null,
    amountMinor: 2_980_000,
    wonMinor: null,
    currency: 'CNY',
    intent: 3,
    channelId: null,
    tags: ['抖音', '周末有空', '二年级'],
    ownerId: people.na.id,
    teamId: 'team',
    poolId: null,
    pooledAt: null,
    pooledBy: null,
    formerOwnerId: null,
    spellStartedAt: NOW - 4.5 * DAY,
    deadlineAt: NOW + 6 * DAY + 4 * HOUR,
    clock: 'running',
    nextAt: at('2026-09-15T18:30'),
    nextKind: 'wechat',
    lastFollowUpAt: null,
    stageSince: NOW - 3 * DAY,
    arrivedAt: NOW - 9 * DAY,
    closedAt: null,
    lostReasonId: null,
    version: 1,
    ...over,
  };
}
