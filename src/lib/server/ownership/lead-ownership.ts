import type { LeadOwnership, SpellEntry } from '#lib/contract/ownership/lead-detail.ts';
import { ownershipClock } from '#lib/domain/ownership/clock.ts';
import { whyMine, wouldExtend, type RecycleExplanation } from '#lib/domain/ownership/explain.ts';
import type { Began } from '#lib/domain/ownership/spell-start.ts';
import type { BoardConfig } from '../board/board-config.ts';
import type { Lead } from '../board/lead-row.ts';
import type { Queries } from '../db/database.ts';

const SPELLS = `select id, owner_id as "ownerId", team_id as "teamId", started_at as "startedAt", began,
    began_by_id as "beganById", ended_at as "endedAt", ended, ended_by_id as "endedById", explanation
  from spells where lead_id = ? order by started_at desc, id desc`;

/** Everybody's time with a lead, the latest first. */
export async function spellsOf(read: Queries, leadId: string): Promise<SpellEntry[]> {
  const rows = await read.all<Omit<SpellEntry, 'recycled'> & { explanation: string | null }>(SPELLS, [leadId]);
  return rows.map(({ explanation, ...spell }) => ({
    ...spell,
    recycled: spell.ended === 'recycle' && explanation ? (JSON.parse(explanation) as RecycleExplanation) : null,
  }));
}

/** Whose a lead is, until when, by which rule and facts, and what would extend it: all from the same pure clock. */
export function explainOwnership(
  lead: Lead,
  { pool }: BoardConfig,
  spells: readonly SpellEntry[],
  now: number,
): LeadOwnership {
  const spell = spells.find(({ id }) => id === lead.spellId);
  const { idleFrom, formerOwnerId, pooledAt, pooledBy } = lead;
  const recycled = pooledBy === 'recycle' ? (spells.find(({ ended }) => ended === 'recycle')?.recycled ?? null) : null;
  return {
    ownerId: lead.ownerId,
    formerOwnerId,
    why: spell ? whyMine({ ...spell, began: spell.began as Began, formerOwnerId, idleFrom }) : null,
    clock: ownershipClock(lead, pool),
    idleFrom,
    wouldExtend: pool ? wouldExtend(lead, pool, now) : [],
    protectedUntil: lead.protectedUntil,
    pool: pool && {
      id: pool.id,
      name: pool.name,
      idleDays: pool.idleDays,
      recycling: pool.recycling,
      warnHours: pool.warnHours,
    },
    pooled: pooledAt !== null && pooledBy !== null ? { at: pooledAt, by: pooledBy, recycled } : null,
  };
}
