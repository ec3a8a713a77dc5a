import { z } from 'zod';
import { amountMinor, currency, id } from '../board/commands.ts';

const name = z.string().trim().min(1).max(60);

export const newBoardSchema = z.object({
  name,
  currency,
  visibility: z.enum(['everyone', 'teams']).default('everyone'),
  teamIds: z.array(id).max(200).default([]),
  /** The stages to begin with; left out: the usual ones, in the language of `locale`. */
  stages: z
    .array(
      z.object({
        name: z.string().trim().min(1).max(60),
        kind: z.enum(['open', 'won', 'lost']),
        probability: z.number().int().min(0).max(100),
      }),
    )
    .min(3)
    .max(40)
    .optional(),
  /** In which language its first stages are named. */
  locale: z.enum(['zh-CN', 'en']),
});
export type NewBoard = z.infer<typeof newBoardSchema>;

export const editBoardSchema = z.object({
  boardId: id,
  name,
  currency,
  visibility: z.enum(['everyone', 'teams']),
  teamIds: z.array(id).max(200).default([]),
  archived: z.boolean().default(false),
  /** The mark of what the form began with (`seenMark`): a second editor is refused, not overwritten. */
  seen: z.string().max(40).optional(),
});
export type EditBoard = z.infer<typeof editBoardSchema>;

export const orderBoardsSchema = z.object({ boardIds: z.array(id).min(1).max(200) });
export type OrderBoards = z.infer<typeof orderBoardsSchema>;

export const stageKinds = ['open', 'won', 'lost'] as const;

export const editStagesSchema = z.object({
  boardId: id,
  /** The board's config number that the editor saw: a second editor is refused, not overwritten. */
  config: z.number().int(),
  /** All stages in their order. A present stage that is left out is deleted, or archived when it was used. */
  stages: z
    .array(
      z.object({
        id: id.nullable(),
        name,
        kind: z.enum(stageKinds),
        probability: z.number().int().min(0).max(100),
        archived: z.boolean().default(false),
      }),
    )
    .min(3)
    .max(40),
});
export type EditStages = z.infer<typeof editStagesSchema>;

export const editPoolSchema = z.object({
  poolId: id,
  name,
  recycling: z.boolean(),
  idleDays: z.number().min(0.04).max(3650),
  warnHours: z.array(z.number().min(0.05).max(87_600)).max(5),
  graceHours: z.number().min(0).max(720),
  holdingLimit: z.number().int().min(1).max(100_000).nullable(),
  dailyClaims: z.number().int().min(0).max(100_000).nullable(),
  coolDownHours: z.number().min(0).max(87_600),
  /** The mark of what the form began with (`seenMark`): a second editor is refused, not overwritten. */
  seen: z.string().max(40).optional(),
});
export type EditPool = z.infer<typeof editPoolSchema>;

const listEntry = { id: id.nullable().default(null), name, archived: z.boolean().default(false) };
export const setChannelSchema = z.object(listEntry);
export type SetChannel = z.infer<typeof setChannelSchema>;

export const setProductSchema = z.object({
  ...listEntry,
  series: z.string().trim().max(60).nullable().default(null),
  priceMinor: amountMinor.nullable().default(null),
  currency: currency.nullable().default(null),
});
export type SetProduct = z.infer<typeof setProductSchema>;

export const setLostReasonSchema = z.object(listEntry);
export type SetLostReason = z.infer<typeof setLostReasonSchema>;
