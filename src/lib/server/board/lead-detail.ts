import type { LeadDetail, LeadRights, Timeline } from '#lib/contract/ownership/lead-detail.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { viewScope } from '#lib/domain/access/audience.ts';
import {
  canAssignLead,
  canProtectLead,
  canReleaseLead,
  canRevealContact,
  canSeeBoard,
  canSeeLead,
  canTransferLead,
  canWorkLead,
  isManager,
} from '#lib/domain/access/policy.ts';
import { notFound } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { leadTimeline, type TimelineReader } from '../followup/lead-timeline.ts';
import { explainOwnership, spellsOf } from '../ownership/lead-ownership.ts';
import { maskedIdentities } from '../ownership/masked-identities.ts';
import { readBoardConfig, type BoardConfig } from './board-config.ts';
import { shownNames } from './lead-event.ts';
import { cardOf, findLead, type Lead } from './lead-row.ts';

const CUSTOMER = `select c.kind, c.erased_at as "erasedAt", p.region, p.remark
  from customers c join customer_personal p on p.customer_id = c.id where c.id = ?`;

interface Seen {
  lead: Lead;
  board: BoardConfig;
}

/** Everything the drawer shows, for whoever may see the lead; who may not learns nothing of it. */
export async function leadDetail(context: Context, actor: Actor, leadId: string): Promise<LeadDetail> {
  const { read } = context.db;
  const { lead, board } = await seenLead(context, actor, leadId);
  const now = context.now();
  const customer = await read.get<{
    kind: LeadDetail['customerKind'];
    erasedAt: number | null;
    region: string | null;
    remark: string | null;
  }>(CUSTOMER, [lead.customerId]);
  if (!customer) throw notFound('lead');
  const spells = await spellsOf(read, leadId);
  const names = shownNames(viewScope(actor), lead.poolId !== null, lead);
  const reader = readerOf(actor, lead, now);
  return {
    card: { ...cardOf(lead), ...names },
    boardId: lead.boardId,
    customerId: lead.customerId,
    customerKind: customer.kind,
    erasedAt: customer.erasedAt,
    createdAt: lead.createdAt,
    campaign: lead.campaign,
    // An order or account number leads to the person in another system: it is a contact like the others (P5).
    externalId: canRevealContact(actor, lead) ? lead.externalId : null,
    region: customer.region,
    remark: reader.personal ? customer.remark : null,
    identities: (await maskedIdentities(read, [lead.customerId])).get(lead.customerId) ?? [],
    rights: rightsOf(actor, lead),
    ownership: explainOwnership(lead, board, spells, now),
    spells,
    timeline: await leadTimeline(read, leadId, reader),
    now,
  };
}

/** Older facts of the same lead. */
export async function olderTimeline(context: Context, actor: Actor, leadId: string, before: string): Promise<Timeline> {
  const { lead } = await seenLead(context, actor, leadId);
  return leadTimeline(context.db.read, leadId, readerOf(actor, lead, context.now()), { before });
}

async function seenLead(context: Context, actor: Actor, leadId: string): Promise<Seen> {
  const lead = await findLead(context.db.read, leadId);
  if (!lead || !canSeeLead(actor, lead)) throw notFound('lead');
  const board = await readBoardConfig(context, lead.boardId);
  if (!canSeeBoard(actor, board)) throw notFound('lead');
  return { lead, board };
}

/** Notes, reasons and remarks are for those who work the lead, and in a pool for managers, who deal it out. */
function readerOf(actor: Actor, lead: Lead, now: number): TimelineReader {
  const personal = canWorkLead(actor, lead) || (lead.poolId !== null && isManager(actor));
  return { personId: actorId(actor), personal, now };
}

function rightsOf(actor: Actor, lead: Lead): LeadRights {
  const open = lead.state === 'open';
  const owned = open && lead.ownerId !== null;
  const pooled = open && lead.poolId !== null;
  // To whom is asked when it is done; here: whether there is anybody to whom he could.
  const teams = actor.kind === 'person' ? [actor.teamId, ...actor.managesTeamIds] : [null];
  const assign = open && teams.some((teamId) => canAssignLead(actor, lead, teamId));
  return {
    work: canWorkLead(actor, lead),
    claim: pooled && actor.kind === 'person',
    assign,
    transfer: owned && canTransferLead(actor, lead),
    release: owned && canReleaseLead(actor, lead),
    protect: owned && canProtectLead(actor, lead),
    revealContact: canRevealContact(actor, lead),
    undoRecycle: pooled && lead.pooledBy === 'recycle' && assign,
  };
}
