import type { Actor } from '#lib/domain/access/actor.ts';
import { phaseOf, type FollowUpInput, type Who } from './contact.ts';
import type { SimulatedRep } from './floor.ts';
import type { LeadLife, Step } from './lead-life.ts';

export const whoOf = (life: LeadLife): Who => ({
  leadId: life.leadId,
  language: life.arrival.language,
  phase: phaseOf(life.stage, life.arrival.board.plan.bookedStage),
});
export const followUp = (rep: SimulatedRep, at: number, input: FollowUpInput): Step => ({
  at,
  actor: rep.actor,
  name: 'logFollowUp',
  input,
});

export const moveStep = (
  life: LeadLife,
  actor: Actor,
  at: number,
  stageId: string,
  more: { wonMinor?: number; lostReasonId?: string | null } = {},
): Step => ({ at, actor, name: 'moveLead', input: { leadId: life.leadId, stageId, ...more } });
