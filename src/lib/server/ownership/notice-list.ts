import type { NoticeItem, NoticeList } from '#lib/contract/ownership/notices.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { viewScope } from '#lib/domain/access/audience.ts';
import { canSeeLead } from '#lib/domain/access/policy.ts';
import { shownNames } from '../board/lead-event.ts';
import { findLeads, type Lead } from '../board/lead-row.ts';
import type { Context } from '../context/context.ts';
import type { Queries, Value } from '../db/database.ts';
import { unreadNotices } from './notices.ts';

const PAGE = `select id, kind, at, read_at as "readAt", lead_id as "leadId", args from notices where person_id = ?`;
const HAD = 'select distinct lead_id as "leadId" from spells where owner_id = ? and lead_id in';

/** One's own inbox, the latest first, with what its sentences need beside ids: names and reasons as they may be known now. */
export async function noticeList(
  context: Context,
  actor: PersonActor,
  { before = null, limit = 50 }: { before?: string | null; limit?: number } = {},
): Promise<NoticeList> {
  const { read } = context.db;
  const from = /^(\d{1,16}),([\w-]{1,64})$/.exec(before ?? '');
  const where = from ? ' and (at < ? or (at = ? and id < ?))' : '';
  const params: Value[] = from ? [Number(from[1]), Number(from[1]), from[2]!] : [];
  const rows = await read.all<Omit<NoticeItem, 'args' | 'lead' | 'reason'> & { args: string }>(
    `${PAGE}${where} order by at desc, id desc limit ?`,
    [actor.personId, ...params, limit + 1],
  );
  const page = rows.slice(0, limit).map((row) => ({ ...row, args: JSON.parse(row.args) as Record<string, unknown> }));
  const leads = await namesOf(read, actor, idsIn(page.map(({ leadId }) => leadId)));
  const reasons = await reasonsOf(read, idsIn(page.map(({ args }) => args['factId'])));
  const last = page.at(-1);
  return {
    notices: page.map((notice) => ({
      ...notice,
      lead: notice.leadId === null ? null : (leads.get(notice.leadId) ?? null),
      reason: reasons.get(notice.args['factId'] as string) ?? null,
    })),
    unread: (await unreadNotices(read, actor.personId)).unread,
    before: rows.length > limit && last ? `${last.at},${last.id}` : null,
  };
}

const idsIn = (values: readonly unknown[]): string[] => [
  ...new Set(values.filter((value): value is string => typeof value === 'string')),
];
const marks = (ids: readonly string[]) => `(${ids.map(() => '?').join(', ')})`;

/** A name is told to those who see the lead, masked as they see it, and in full to those who once had it. */
async function namesOf(
  read: Queries,
  actor: PersonActor,
  ids: readonly string[],
): Promise<Map<string, NoticeItem['lead']>> {
  if (ids.length === 0) return new Map();
  const leads = await findLeads(read, `l.id in ${marks(ids)}`, ids);
  const had = new Set(
    (await read.all<{ leadId: string }>(`${HAD} ${marks(ids)}`, [actor.personId, ...ids])).map(({ leadId }) => leadId),
  );
  return new Map(leads.map((lead) => [lead.id, nameFor(actor, lead, had.has(lead.id))]));
}

function nameFor(actor: PersonActor, lead: Lead, had: boolean): NoticeItem['lead'] {
  const visible = canSeeLead(actor, lead);
  if (had) return { name: lead.name, boardId: lead.boardId, visible };
  if (!visible) return null;
  const { name } = shownNames(viewScope(actor), lead.poolId !== null, lead);
  return { name, boardId: lead.boardId, visible };
}

/** Reasons stand in the history, where erasing finds them. */
async function reasonsOf(read: Queries, factIds: readonly string[]): Promise<Map<string, string>> {
  if (factIds.length === 0) return new Map();
  const facts = await read.all<{ id: string; personal: string | null }>(
    `select id, personal from lead_history where id in ${marks(factIds)}`,
    factIds,
  );
  return new Map(
    facts.flatMap(({ id, personal }) => {
      const { reason, note } = personal ? (JSON.parse(personal) as { reason?: string; note?: string }) : {};
      const text = reason ?? note;
      return text ? [[id, text] as const] : [];
    }),
  );
}
