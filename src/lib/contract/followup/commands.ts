import { z } from 'zod';
import { activityKinds, activityOutcomes, outcomesOf } from '#lib/domain/followup/activity.ts';
import { id, instant, longText } from '../board/commands.ts';
import { nextKindSchema } from '../board/card.ts';

export const logFollowUpSchema = z
  .object({
    leadId: id,
    kind: z.enum(activityKinds),
    /** `in`: the customer began it. Left out: we did. */
    direction: z.enum(['in', 'out']).nullable().default(null),
    outcome: z.enum(activityOutcomes).nullable().default(null),
    durationSeconds: z.number().int().min(0).max(86_400).nullable().default(null),
    /** Personal (C1). */
    note: longText.nullable().default(null),
    /** When it happened; left out: now. */
    at: instant.optional(),
    /** The next step. Null: none. Left out: a planned one stays, except when it was due by now, which this was. */
    next: z.object({ at: instant, kind: nextKindSchema }).nullable().optional(),
    /** An appointment or call-back that the customer agreed to holds the clock until then (O2). Null: no longer. */
    holdUntil: instant.nullable().optional(),
  })
  .refine(({ kind, outcome }) => outcome === null || outcomesOf[kind].includes(outcome), {
    path: ['outcome'],
    message: 'not of this kind',
  })
  .refine(({ kind, note }) => kind !== 'note' || !!note, { path: ['note'], message: 'empty' });
export type LogFollowUp = z.infer<typeof logFollowUpSchema>;

export const voidFollowUpSchema = z.object({ activityId: id });
export type VoidFollowUp = z.infer<typeof voidFollowUpSchema>;
