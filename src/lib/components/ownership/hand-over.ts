import type { MutationAnswer } from '#lib/contract/protocol.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Workspace } from '#lib/state/workspace.svelte.ts';

/** What handing leads over needs to know of each. */
export interface HandOverLead {
  id: string;
  boardId: string;
  name: string;
  ownerId: string | null;
  teamId: string | null;
  poolId: string | null;
}

export type HandOverKind = 'assign' | 'transfer' | 'release';

/** Sends a command for leads of one board and answers with what the server said. */
export type SendCommand = (name: string, input: unknown, boardId: string) => Promise<MutationAnswer>;

export interface HandOverResult {
  done: string[];
  refused: { leadId: string; error: { code: string; details: Record<string, string | number | boolean | null> } }[];
}

const commands = {
  assign: { one: 'assignLead', many: 'assignLeads', to: 'ownerId', why: 'reason' },
  transfer: { one: 'transferLead', many: 'transferLeads', to: 'toId', why: 'note' },
  release: { one: 'releaseLead', many: 'releaseLeads', to: null, why: 'reason' },
} as const;

/** One command for a lead, one per board for several; a result per lead either way (P9). */
export async function handOver(
  send: SendCommand,
  kind: HandOverKind,
  leads: readonly HandOverLead[],
  { toId, reason }: { toId: string | null; reason: string },
): Promise<HandOverResult> {
  const { one, many, to, why } = commands[kind];
  const given = { ...(to ? { [to]: toId } : {}), [why]: reason.trim() || null };
  const result: HandOverResult = { done: [], refused: [] };
  const boards = Map.groupBy(leads, ({ boardId }) => boardId);
  await Promise.all(
    [...boards].map(async ([boardId, group]) => {
      const leadIds = group.map(({ id }) => id);
      const answer =
        leadIds.length === 1
          ? await send(one, { leadId: leadIds[0], ...given }, boardId)
          : await send(many, { leadIds, ...given }, boardId);
      readAnswer(answer, leadIds, result);
    }),
  );
  return result;
}

/** Sorts the answer to a command about some leads into what was done and what was refused. */
export function readAnswer(answer: MutationAnswer, leadIds: readonly string[], into: HandOverResult): void {
  if (!answer.ok) {
    for (const leadId of leadIds) into.refused.push({ leadId, error: answer.error });
    return;
  }
  const results = (
    answer.result as { results?: { leadId: string; error?: HandOverResult['refused'][0]['error'] }[] } | null
  )?.results;
  if (!results) {
    into.done.push(...leadIds);
    return;
  }
  for (const { leadId, error } of results) {
    if (error) into.refused.push({ leadId, error });
    else into.done.push(leadId);
  }
}

/** Whether the person who loses one of these leads has a right to be told why (X4). */
export function reasonNeeded(kind: HandOverKind, leads: readonly HandOverLead[], meId: string): boolean {
  return (
    leads.some(({ ownerId }) => ownerId !== null && ownerId !== meId) &&
    (kind !== 'assign' || leads.some((lead) => lead.poolId === null))
  );
}

/** Who may be given these leads: active people; of a manager's own teams where he deals. */
export function recipients(workspace: Workspace, kind: HandOverKind, leads: readonly HandOverLead[]) {
  const { me } = workspace;
  const owners = new Set(leads.map(({ ownerId }) => ownerId));
  const pooled = leads.some(({ poolId }) => poolId !== null);
  return workspace.people.filter((person) => {
    if (!person.active) return false;
    if (owners.size === 1 && owners.has(person.id)) return false;
    if (kind !== 'assign') return true;
    return workspace.manages(person.teamId) && !(pooled && person.id === me.id);
  });
}

/** Which of the three ways a person has for these leads. */
export function waysFor(workspace: Workspace, leads: readonly HandOverLead[]) {
  const all = (test: (lead: HandOverLead) => boolean) => leads.length > 0 && leads.every(test);
  const isManager = workspace.role !== 'rep';
  return {
    assign: isManager && all((lead) => lead.poolId !== null || workspace.manages(lead.teamId)),
    transfer: all((lead) => lead.ownerId !== null && workspace.mayWork(lead)),
    release: all((lead) => lead.ownerId !== null && workspace.mayWork(lead)),
  };
}

/** What became of it, in one sentence. */
export function handedOverText(kind: HandOverKind, count: number, first: string, to: string): string {
  if (kind === 'release') return m.ownership_released({ n: count, name: first });
  return kind === 'assign'
    ? m.ownership_assigned({ n: count, name: first, to })
    : m.ownership_transferred({ n: count, name: first, to });
}
