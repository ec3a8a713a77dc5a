import type { z } from 'zod';
import {
  createLeadSchema,
  editLeadSchema,
  moveLeadSchema,
  moveLeadsSchema,
  setNextSchema,
  undoMoveSchema,
} from '#lib/contract/board/commands.ts';
import { cleanInput } from '#lib/contract/clean-input.ts';
import { logFollowUpSchema, voidFollowUpSchema } from '#lib/contract/followup/commands.ts';
import {
  assignLeadSchema,
  assignLeadsSchema,
  claimLeadSchema,
  claimLeadsSchema,
  markNoticesReadSchema,
  protectLeadSchema,
  releaseLeadSchema,
  releaseLeadsSchema,
  transferLeadSchema,
  transferLeadsSchema,
  undoRecycleSchema,
} from '#lib/contract/ownership/commands.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { invalidInput, notFound } from '#lib/domain/errors.ts';
import { createLead } from './board/create-lead.ts';
import { editLead } from './board/edit-lead.ts';
import { moveLead } from './board/move-lead.ts';
import { moveLeads } from './board/move-leads.ts';
import { setNext } from './board/set-next.ts';
import { undoMove } from './board/undo-move.ts';
import type { Context } from './context/context.ts';
import { observe } from './context/observed.ts';
import { outcomeOf } from './context/wire-error.ts';
import { logFollowUp } from './followup/log-follow-up.ts';
import { voidFollowUp } from './followup/void-follow-up.ts';
import { assignLead, assignLeads } from './ownership/assign-lead.ts';
import { claimLead, claimLeads } from './ownership/claim-lead.ts';
import { markNoticesRead } from './ownership/mark-notices-read.ts';
import { protectLead } from './ownership/protect-lead.ts';
import { releaseLead, releaseLeads } from './ownership/release-lead.ts';
import { transferLead, transferLeads } from './ownership/transfer-lead.ts';
import { undoRecycle } from './ownership/undo-recycle.ts';
import { eraseCustomer, eraseCustomerSchema } from './operations/erase-customer.ts';

interface Command<Schema extends z.ZodType> {
  schema: Schema;
  run: (context: Context, actor: Actor, input: z.output<Schema>) => Promise<unknown>;
}

const command = <Schema extends z.ZodType>(
  schema: Schema,
  run: (context: Context, actor: Actor, input: z.output<Schema>) => Promise<unknown>,
): Command<z.ZodType> => ({ schema, run: run as Command<z.ZodType>['run'] });

/** Every command a client may send by name, over the socket, `POST /api/mutate` or the CLI, with the schema of its input. */
const commands: Readonly<Record<string, Command<z.ZodType>>> = {
  createLead: command(createLeadSchema, createLead),
  editLead: command(editLeadSchema, editLead),
  moveLead: command(moveLeadSchema, moveLead),
  moveLeads: command(moveLeadsSchema, moveLeads),
  setNext: command(setNextSchema, setNext),
  undoMove: command(undoMoveSchema, undoMove),
  claimLead: command(claimLeadSchema, claimLead),
  claimLeads: command(claimLeadsSchema, claimLeads),
  assignLead: command(assignLeadSchema, assignLead),
  assignLeads: command(assignLeadsSchema, assignLeads),
  transferLead: command(transferLeadSchema, transferLead),
  transferLeads: command(transferLeadsSchema, transferLeads),
  releaseLead: command(releaseLeadSchema, releaseLead),
  releaseLeads: command(releaseLeadsSchema, releaseLeads),
  protectLead: command(protectLeadSchema, protectLead),
  undoRecycle: command(undoRecycleSchema, undoRecycle),
  markNoticesRead: command(markNoticesReadSchema, markNoticesRead),
  logFollowUp: command(logFollowUpSchema, logFollowUp),
  voidFollowUp: command(voidFollowUpSchema, voidFollowUp),
  eraseCustomer: command(eraseCustomerSchema, eraseCustomer),
};

export async function runCommand(context: Context, actor: Actor, name: string, input: unknown): Promise<unknown> {
  const known = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!known) throw notFound('command');
  const parsed = known.schema.safeParse(cleanInput(input));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalidInput(issue?.path.join('.') ?? 'input', issue?.code ?? 'invalid');
  }
  const started = performance.now();
  const observed = (outcome: string) => observe('command', { name, outcome, ms: performance.now() - started });
  try {
    const answer = await known.run(context, actor, parsed.data);
    observed('ok');
    return answer;
  } catch (error) {
    observed(outcomeOf(error));
    throw error;
  }
}
