import type { CreateLead } from '#lib/contract/board/commands.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canAssignLead, canCreateLead } from '#lib/domain/access/policy.ts';
import { reach, type Stage } from '#lib/domain/board/board-rules.ts';
import { invalidInput, notAllowed, notFound } from '#lib/domain/errors.ts';
import { personNow } from '../access/person-now.ts';
import { workspaceSettings } from '../access/workspace-settings.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../db/database.ts';
import { addCustomer } from '../intake/add-customer.ts';
import { indexLead } from '../intake/index-lead.ts';
import { recipientFor } from '../ownership/check-may-receive.ts';
import { newSpell, type SpellRow } from '../ownership/spells.ts';
import { stageOf, type BoardConfig } from './board-config.ts';
import { checkListed } from './check-listed.ts';
import type { Lead } from './lead-row.ts';
import { mintPosition } from './place-in-column.ts';
import { saveLeads } from './save-leads.ts';
import { takeBoard, type LeadAnswer } from './take-board.ts';

/** Enters one lead by hand: for oneself, for somebody one manages, or into the pool. */
export function createLead(context: Context, actor: Actor, input: CreateLead): Promise<LeadAnswer> {
  return inTransaction(context, async (tx) => {
    if (!canCreateLead(actor)) throw notAllowed('create_lead');
    const held = await takeBoard(context, tx, actor, input.boardId);
    const { board } = held;
    const stage = input.stageId === null ? firstOpenStage(board) : stageOf(board, input.stageId);
    if (stage.kind !== 'open' || stage.archivedAt !== null) throw invalidInput('stageId', 'not_open');
    await checkListed(tx, 'channelId', input.channelId);
    await checkListed(tx, 'productId', input.productId);
    const lead = await newLead(context, tx, board, stage, input);
    const ownerId = input.ownerId === undefined ? actorId(actor) : input.ownerId;
    let spell: SpellRow | undefined;
    if (ownerId !== null) {
      const owner = await personNow(tx, ownerId);
      const forSelf = actor.kind === 'person' && actor.personId === ownerId;
      if (!forSelf && !canAssignLead(actor, lead, owner.teamId)) throw notAllowed('assign_lead');
      const now = context.now();
      // His team as it stands under the hold of his row: he may be moved at this moment.
      const { teamId } = await recipientFor(tx, board, lead.id, ownerId, { now, managersReason: null });
      spell = newSpell(context, actor, lead, {
        ownerId,
        teamId,
        began: 'create',
        startedAt: now,
        idleFrom: now,
      });
    } else {
      if (!board.pool) throw notFound('pool');
      lead.poolId = board.pool.id;
      lead.pooledAt = context.now();
      lead.pooledBy = 'create';
    }
    await saveLeads(context, tx, actor, held, 'create', [
      {
        before: null,
        after: lead,
        spell,
        history: [
          { kind: 'created', data: { stageId: stage.id, ownerId, channelId: lead.channelId, poolId: lead.poolId } },
        ],
      },
    ]);
    await indexLead(tx, lead);
    return { leadId: lead.id, seq: held.head.seq, version: lead.version };
  });
}

export function firstOpenStage(board: BoardConfig): Stage {
  const stage = board.stages.find(({ kind, archivedAt }) => kind === 'open' && archivedAt === null);
  if (!stage) throw notFound('stage');
  return stage;
}

async function newLead(context: Context, tx: Tx, board: BoardConfig, stage: Stage, input: CreateLead): Promise<Lead> {
  const now = context.now();
  const { phoneRegion } = await workspaceSettings(tx);
  const customerId = await addCustomer(context, tx, input, phoneRegion);
  const id = context.newId();
  return {
    ...emptyLead,
    id,
    boardId: board.id,
    customerId,
    name: input.name,
    company: input.company,
    stageId: stage.id,
    position: await mintPosition(tx, { boardId: board.id, stageId: stage.id, leadId: id, after: null, before: null }),
    productId: input.productId,
    channelId: input.channelId,
    expectedMinor: input.expectedMinor,
    currency: input.currency ?? board.currency,
    intent: input.intent,
    tags: input.tags,
    arrivedAt: now,
    createdAt: now,
    stageSince: now,
    reached: reach([], stage.id, now),
  };
}

/** What a lead has before anything is known of it. */
export const emptyLead = {
  state: 'open',
  campaign: null,
  wonMinor: null,
  externalId: null,
  importId: null,
  ownerId: null,
  teamId: null,
  creditId: null,
  creditTeamId: null,
  poolId: null,
  pooledAt: null,
  pooledBy: null,
  formerOwnerId: null,
  spellId: null,
  spellStartedAt: null,
  idleFrom: null,
  holdUntil: null,
  protectedUntil: null,
  deadlineAt: null,
  clock: 'none',
  warnDueAt: null,
  warnedFor: null,
  nextAt: null,
  nextKind: null,
  lastFollowUpAt: null,
  closedAt: null,
  lostReasonId: null,
  version: 0,
} as const satisfies Partial<Lead>;
