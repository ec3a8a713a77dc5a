import { z } from 'zod';
import { roles } from '#lib/domain/access/actor.ts';
import { id } from '../board/commands.ts';

/** Inputs of everything about people and teams: one schema for form, API and CLI. */
export const personName = z.string().trim().min(1).max(80);
export const email = z.email().trim().toLowerCase().max(200);
export const locale = z.enum(['zh-CN', 'en']);
export const theme = z.enum(['light', 'dark', 'auto']);
/** Its rules stand in domain/access/password-rules.ts; here only what keeps the server from hashing a book. */
export const password = z.string().min(1).max(1000);
export const capacity = z.number().int().min(0).max(100_000).nullable();

export const signInSchema = z.object({ email: z.string().trim().min(1).max(200), password });

export const addPersonSchema = z.object({
  name: personName,
  email,
  role: z.enum(roles),
  teamId: id.nullable().default(null),
  capacity: capacity.default(null),
  locale: locale.nullable().default(null),
});
export type AddPerson = z.infer<typeof addPersonSchema>;

export const editPersonSchema = z.object({
  personId: id,
  name: personName,
  /** Null: known from an import only, cannot sign in. */
  email: email.nullable(),
  role: z.enum(roles),
  capacity,
  /** The mark of what the form began with (`seenMark`): a second editor is refused, not overwritten. */
  seen: z.string().max(40).optional(),
});
export type EditPerson = z.infer<typeof editPersonSchema>;

export const personIdSchema = z.object({ personId: id });
export type PersonId = z.infer<typeof personIdSchema>;

export const movePersonSchema = z.object({ personId: id, teamId: id.nullable() });
export type MovePerson = z.infer<typeof movePersonSchema>;

export const setTeamSchema = z.object({
  /** Null: a new team. */
  teamId: id.nullable().default(null),
  name: personName,
  region: z.string().trim().max(80).nullable().default(null),
  repsSee: z.enum(['own', 'team']),
  archived: z.boolean().default(false),
});
export type SetTeam = z.infer<typeof setTeamSchema>;

export const setManagersSchema = z.object({ teamId: id, personIds: z.array(id).max(50).default([]) });
export type SetManagers = z.infer<typeof setManagersSchema>;

export const setPreferencesSchema = z.object({
  locale: locale.nullable(),
  theme: theme.nullable(),
  /** Whether single letters act as shortcuts (WCAG 2.1.4). */
  singleKeys: z.enum(['on', 'off']).nullable(),
});
export type SetPreferences = z.infer<typeof setPreferencesSchema>;

export const changePasswordSchema = z.object({ present: password, password });
export type ChangePassword = z.infer<typeof changePasswordSchema>;
