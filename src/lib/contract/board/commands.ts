import { z } from 'zod';
import { nextKindSchema } from './card.ts';

/** Inputs of everything that changes leads and boards: one schema for socket, HTTP, form, API and CLI. */
export const id = z.string().min(1).max(64);
export const instant = z.number().int().min(-8.64e15).max(8.64e15);
export const amountMinor = z.number().int().min(0).max(9_000_000_000_000);
export const currency = z.string().regex(/^[A-Z]{3}$/);
export const shortText = z.string().trim().max(200);
export const longText = z.string().trim().max(4000);
export const tag = z.string().trim().min(1).max(40);

export const moveLeadSchema = z.object({
  leadId: id,
  stageId: id,
  /** The cards it was dropped between; the server mints the key. Both null: the column's top. */
  after: id.nullable().default(null),
  before: id.nullable().default(null),
  /** The stage the mover saw it in: checked when the move closes the lead. */
  fromStageId: id.nullable().default(null),
  wonMinor: amountMinor.nullable().optional(),
  lostReasonId: id.nullable().optional(),
});
export type MoveLead = z.infer<typeof moveLeadSchema>;

/** Several at once; each gets its own answer (P9). They arrive in the target in the given order. */
export const moveLeadsSchema = z.object({
  leadIds: z.array(id).min(1).max(200),
  stageId: id,
  after: id.nullable().default(null),
  before: id.nullable().default(null),
  lostReasonId: id.nullable().optional(),
});
export type MoveLeads = z.infer<typeof moveLeadsSchema>;

/** Puts a lead back where it was, unless it has changed since `version`. */
export const undoMoveSchema = z.object({ leadId: id, version: z.number().int() });
export type UndoMove = z.infer<typeof undoMoveSchema>;

export const identityInput = z.object({
  kind: z.enum(['phone', 'email', 'wechat']),
  value: z.string().trim().min(1).max(200),
});

export const createLeadSchema = z.object({
  boardId: id,
  stageId: id.nullable().default(null),
  name: z.string().trim().min(1).max(200),
  kind: z.enum(['person', 'company']).default('person'),
  company: shortText.nullable().default(null),
  region: shortText.nullable().default(null),
  remark: longText.nullable().default(null),
  identities: z.array(identityInput).max(20).default([]),
  productId: id.nullable().default(null),
  channelId: id.nullable().default(null),
  expectedMinor: amountMinor.nullable().default(null),
  currency: currency.nullable().default(null),
  intent: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).default(0),
  tags: z.array(tag).max(30).default([]),
  /** Null: the pool. Left out: the person who enters it. */
  ownerId: id.nullable().optional(),
});
export type CreateLead = z.infer<typeof createLeadSchema>;

/** Fields edited in place, each with the value the editor saw, so that a second writer is told and not overwritten. */
export const editableFields = {
  name: z.string().trim().min(1).max(200),
  company: shortText.nullable(),
  region: shortText.nullable(),
  remark: longText.nullable(),
  productId: id.nullable(),
  channelId: id.nullable(),
  expectedMinor: amountMinor.nullable(),
  wonMinor: amountMinor.nullable(),
  currency,
  intent: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  tags: z.array(tag).max(30),
} as const;
export type EditableField = keyof typeof editableFields;
export const personalFields: readonly EditableField[] = ['name', 'company', 'region', 'remark'];

export const editLeadSchema = z.object({
  leadId: id,
  field: z.enum(Object.keys(editableFields) as [EditableField, ...EditableField[]]),
  value: z.unknown(),
  /** What the editor saw before; ignored when `overwrite`. */
  seen: z.unknown(),
  overwrite: z.boolean().default(false),
});
export type EditLead = z.infer<typeof editLeadSchema>;

export const setNextSchema = z.object({ leadId: id, at: instant.nullable(), kind: nextKindSchema.nullable() });
export type SetNext = z.infer<typeof setNextSchema>;
