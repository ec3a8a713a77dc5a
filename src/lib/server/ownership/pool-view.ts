import type { PoolRow, PoolView } from '#lib/contract/ownership/pool-view.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { canSeeBoard } from '#lib/domain/access/policy.ts';
import { notFound } from '#lib/domain/errors.ts';
import { claimAllowance, coolDownUntil } from '#lib/domain/ownership/claim.ts';
import type { RecycleExplanation } from '#lib/domain/ownership/explain.ts';
import { HOUR_MS } from '#lib/domain/time/calendar.ts';
import { personNow } from '../access/person-now.ts';
import { readBoardConfig, type Pool } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';
import type { Queries } from '../db/database.ts';
import { claimsToday } from './claim-lead.ts';
import { hideNumbers } from './mask-identity.ts';
import { maskedIdentities } from './masked-identities.ts';

const HELD = `select count(*) as "held" from leads where owner_id = ? and state = 'open'`;
const COOLING = `select l.id as "leadId", max(s.ended_at) as "at" from spells s join leads l on l.id = s.lead_id
  where s.owner_id = ? and s.ended = 'recycle' and s.ended_at > ? and l.pool_id = ? group by l.id`;

/** What the actor may still take from a board's pool and what must wait, and what the asked rows show beside their cards. */
export async function poolView(
  context: Context,
  actor: PersonActor,
  boardId: string,
  leadIds: readonly string[] = [],
): Promise<PoolView> {
  const { read } = context.db;
  const board = await readBoardConfig(context, boardId);
  if (!canSeeBoard(actor, board)) throw notFound('board');
  const { pool } = board;
  if (!pool) throw notFound('pool');
  const now = context.now();
  const claimer = await personNow(read, actor.personId);
  const held = (await read.get<{ held: number }>(HELD, [actor.personId]))?.held ?? 0;
  const claimedToday = await claimsToday(read, actor.personId, now, board.zone);
  return {
    poolId: pool.id,
    name: pool.name,
    coolDownHours: pool.coolDownHours,
    allowance: claimAllowance({ claimer, policy: pool, claimedToday, held }),
    coolDowns: await coolDowns(read, actor.personId, pool, now),
    rows: await poolRows(read, pool.id, leadIds),
    now,
  };
}

async function coolDowns(read: Queries, personId: string, pool: Pool, now: number): Promise<Record<string, number>> {
  const rows = await read.all<{ leadId: string; at: number }>(COOLING, [
    personId,
    now - Math.round(pool.coolDownHours * HOUR_MS),
    pool.id,
  ]);
  const until = (recycledAt: number) => coolDownUntil({ recycledAt, coolDownHours: pool.coolDownHours, now });
  return Object.fromEntries(rows.flatMap(({ leadId, at }) => (until(at) === null ? [] : [[leadId, until(at)!]])));
}

interface RowFacts {
  leadId: string;
  customerId: string;
  region: string | null;
  spellId: string | null;
  ownerId: string;
  startedAt: number;
  endedAt: number;
  ended: string | null;
  explanation: string | null;
}

async function poolRows(read: Queries, poolId: string, leadIds: readonly string[]): Promise<PoolRow[]> {
  if (leadIds.length === 0) return [];
  const marks = leadIds.map(() => '?').join(', ');
  const rows = await read.all<RowFacts>(
    `select l.id as "leadId", l.customer_id as "customerId", p.region, s.id as "spellId", s.owner_id as "ownerId",
       s.started_at as "startedAt", s.ended_at as "endedAt", s.ended, s.explanation
     from leads l join customer_personal p on p.customer_id = l.customer_id
     left join spells s on s.id = (
       select x.id from spells x where x.lead_id = l.id and x.ended_at is not null order by x.ended_at desc, x.id desc limit 1
     ) where l.pool_id = ? and l.id in (${marks})`,
    [poolId, ...leadIds],
  );
  const identities = await maskedIdentities(
    read,
    rows.map(({ customerId }) => customerId),
  );
  const reasons = await releaseReasons(
    read,
    rows.filter(({ ended }) => ended === 'release').map(({ leadId }) => leadId),
  );
  return rows.map((row) => ({
    leadId: row.leadId,
    region: row.region,
    identities: identities.get(row.customerId) ?? [],
    lastSpell: row.spellId === null ? null : { ownerId: row.ownerId, startedAt: row.startedAt, endedAt: row.endedAt },
    recycledAfterIdleDays:
      row.ended === 'recycle' && row.explanation ? (JSON.parse(row.explanation) as RecycleExplanation).idleDays : null,
    releaseReason: reasons.get(row.leadId) ?? null,
  }));
}

async function releaseReasons(read: Queries, leadIds: readonly string[]): Promise<Map<string, string>> {
  const reasons = new Map<string, string>();
  if (leadIds.length === 0) return reasons;
  const facts = await read.all<{ leadId: string; personal: string | null }>(
    `select lead_id as "leadId", personal from lead_history
     where kind = 'released' and lead_id in (${leadIds.map(() => '?').join(', ')}) order by recorded_at, id`,
    leadIds,
  );
  // In order: the last release is the one that counts.
  for (const { leadId, personal } of facts) {
    const reason = personal ? (JSON.parse(personal) as { reason?: string }).reason : undefined;
    if (reason) reasons.set(leadId, hideNumbers(reason));
    else reasons.delete(leadId);
  }
  return reasons;
}
