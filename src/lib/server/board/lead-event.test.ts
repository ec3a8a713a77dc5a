import { describe, expect, it } from 'vitest';
import { parseViewKey } from '#lib/domain/access/audience.ts';
import type { StoredEvent } from '../streams/stream.ts';
import { emptyLead } from './create-lead.ts';
import { eventFor, eventTextFor, leadsChanged, parseLeadsChanged } from './lead-event.ts';
import type { Lead } from './lead-row.ts';

const lead = (id: string, what: Partial<Lead> = {}): Lead => ({
  ...emptyLead,
  id,
  boardId: 'board',
  customerId: `customer-${id}`,
  name: '王小明',
  company: '上海贸易有限公司',
  stageId: 'new',
  position: 'a0',
  productId: null,
  channelId: null,
  expectedMinor: null,
  currency: 'CNY',
  intent: 0,
  tags: [],
  arrivedAt: 1,
  createdAt: 1,
  stageSince: 1,
  reached: [],
  ...what,
});
const owned = (id: string, ownerId: string, teamId: string) => lead(id, { ownerId, teamId });
const pooled = (id: string) => lead(id, { poolId: 'pool', pooledAt: 1, pooledBy: 'release' });

/** A batch in which every pair of "who saw it before" and "who sees it now" occurs, with patches and new cards. */
const changes = [
  { before: owned('1', 'ann', 'east'), after: { ...owned('1', 'ann', 'east'), stageId: 'visit' } },
  { before: owned('2', 'ann', 'east'), after: owned('2', 'bob', 'west') },
  { before: owned('3', 'ann', 'east'), after: pooled('3') },
  { before: pooled('4'), after: owned('4', 'bob', 'west') },
  { before: pooled('5'), after: { ...pooled('5'), intent: 2 } },
  { before: pooled('6'), after: { ...pooled('6'), name: '李丽' } },
  { before: null, after: owned('7', 'cid', 'west') },
  { before: owned('8', 'cid', 'west'), after: null },
];
const keys = ['all', 'm||ann', 'm|east|', 'm|west|', 'f|east,west|', 'f|east|lin', 'm||nobody', 'm|west|ann'];

const stored = (some: typeof changes): StoredEvent => {
  const { kind, payload, personal } = leadsChanged('transfer', some);
  return {
    seq: 7,
    id: 'event',
    kind,
    at: 9,
    actorId: 'ann',
    clientId: null,
    mutationId: 'mutation',
    payload: JSON.stringify(payload),
    personal: personal === undefined ? null : JSON.stringify(personal),
  };
};

describe('the text of an event', () => {
  it.each([...changes.map((change) => [change]), changes])('says to every view key what the event says', (...some) => {
    const shared = parseLeadsChanged(stored(some));
    for (const key of [...keys, ...keys]) {
      const scope = parseViewKey(key);
      const alone = eventFor(scope, parseLeadsChanged(stored(some)));
      const text = eventTextFor(scope, shared);
      expect(text && JSON.parse(text.text), key).toEqual(alone && JSON.parse(JSON.stringify(alone)));
    }
  });

  it('is made once for those who are told the same, and has a shape of its own otherwise', () => {
    const shared = parseLeadsChanged(stored(changes));
    const told = keys.map((key) => eventTextFor(parseViewKey(key), shared)!);
    expect(eventTextFor(parseViewKey('all'), shared)).toBe(told[0]);
    const byShape = new Map(told.map(({ shape, text }) => [shape, text]));
    expect(byShape.size).toBe(new Set(told.map(({ text }) => text)).size);
  });
});
