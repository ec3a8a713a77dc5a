import { expect } from 'vitest';
import { ownershipClock } from '#lib/domain/ownership/clock.ts';
import { readBoardConfig } from '#lib/server/board/board-config.ts';
import { findLeads } from '#lib/server/board/lead-row.ts';
import type { Context } from '#lib/server/context/context.ts';

interface OpenSpell {
  id: string;
  leadId: string;
  ownerId: string;
  boardId: string;
  startedAt: number;
}

/**
 * O1 and O2 over the whole database: every owned open lead has exactly one open spell, which is its owner's and the one
 * it names; pooled and closed leads have none; every stored deadline is what the clock says from the facts.
 */
export async function expectOwnershipSound(context: Context): Promise<void> {
  const { read } = context.db;
  const open = await read.all<OpenSpell>(
    `select id, lead_id as "leadId", owner_id as "ownerId", board_id as "boardId", started_at as "startedAt"
     from spells where open_lead_id is not null or ended_at is null`,
  );
  const byLead = Map.groupBy(open, ({ leadId }) => leadId);
  for (const lead of await findLeads(read, '1 = 1', [])) {
    const spells = byLead.get(lead.id) ?? [];
    const { pool } = await readBoardConfig(context, lead.boardId);
    if (lead.state === 'open' && lead.ownerId !== null) {
      expect(spells, `open spells of the owned lead ${lead.id}`).toEqual([
        {
          id: lead.spellId,
          leadId: lead.id,
          ownerId: lead.ownerId,
          boardId: lead.boardId,
          startedAt: lead.spellStartedAt,
        },
      ]);
      expect([lead.poolId, lead.pooledAt, lead.pooledBy], `pool of the owned lead ${lead.id}`).toEqual([
        null,
        null,
        null,
      ]);
    } else {
      expect(spells, `open spells of the ${lead.state} lead ${lead.id} without an owner at work`).toEqual([]);
      expect(lead.spellId, `spell named by ${lead.id}`).toBeNull();
    }
    if (lead.poolId !== null) {
      expect(
        [lead.ownerId, lead.teamId, lead.spellStartedAt, lead.idleFrom],
        `owner's part of pooled ${lead.id}`,
      ).toEqual([null, null, null, null]);
    }
    const { deadlineAt, state } = ownershipClock(lead, pool);
    expect([lead.deadlineAt, lead.clock], `the stored clock of ${lead.id}`).toEqual([deadlineAt, state]);
    if (deadlineAt === null) expect(lead.warnDueAt, `the warning of ${lead.id} without a deadline`).toBeNull();
  }
}
