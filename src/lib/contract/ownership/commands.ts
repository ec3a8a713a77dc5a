import { z } from 'zod';
import { id, instant, longText } from '../board/commands.ts';

/** Leads of one board; each gets its own result (P9). */
const leadIds = z.array(id).min(1).max(200);
/** What the person who loses the lead, or its next owner, reads (X4). Personal: it may name the customer. */
const reason = longText.nullable().default(null);

export const claimLeadSchema = z.object({ leadId: id });
export type ClaimLead = z.infer<typeof claimLeadSchema>;
export const claimLeadsSchema = z.object({ leadIds });
export type ClaimLeads = z.infer<typeof claimLeadsSchema>;

export const assignLeadSchema = z.object({ leadId: id, ownerId: id, reason });
export type AssignLead = z.infer<typeof assignLeadSchema>;
export const assignLeadsSchema = z.object({ leadIds, ownerId: id, reason });
export type AssignLeads = z.infer<typeof assignLeadsSchema>;

export const transferLeadSchema = z.object({ leadId: id, toId: id, note: reason });
export type TransferLead = z.infer<typeof transferLeadSchema>;
export const transferLeadsSchema = z.object({ leadIds, toId: id, note: reason });
export type TransferLeads = z.infer<typeof transferLeadsSchema>;

export const releaseLeadSchema = z.object({ leadId: id, reason });
export type ReleaseLead = z.infer<typeof releaseLeadSchema>;
export const releaseLeadsSchema = z.object({ leadIds, reason });
export type ReleaseLeads = z.infer<typeof releaseLeadsSchema>;

const given = longText.min(1);

/** Puts recycled leads back with the owners they were taken from, as if it had not happened (O9). */
export const undoRecycleSchema = z.object({ leadIds, reason: given });
export type UndoRecycle = z.infer<typeof undoRecycleSchema>;

/** `until` null ends a protection (O8). */
export const protectLeadSchema = z.object({ leadId: id, until: instant.nullable(), reason: given });
export type ProtectLead = z.infer<typeof protectLeadSchema>;

/** `ids` left out: all of them. */
export const markNoticesReadSchema = z.object({ ids: z.array(id).max(500).optional() });
export type MarkNoticesRead = z.infer<typeof markNoticesReadSchema>;
