import { z } from 'zod';
import { currency } from '../board/commands.ts';
import { email, locale, password, personName } from './people.ts';

const zone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, 'zone');

export const editWorkspaceSchema = z.object({
  name: z.string().trim().min(1).max(80),
  zone,
  locale,
  phoneRegion: z.string().regex(/^[A-Z]{2}$/),
  currency,
  /** The mark of what the form began with (`seenMark`): a second editor is refused, not overwritten. */
  seen: z.string().max(40).optional(),
});
export type EditWorkspace = z.infer<typeof editWorkspaceSchema>;

/** The first admin, with what the workspace needs to begin. */
export const setUpSchema = z.object({
  name: personName,
  email,
  password,
  locale,
  workspaceName: z.string().trim().min(1).max(80),
  boardName: z.string().trim().min(1).max(60),
  zone,
  currency,
  phoneRegion: z.string().regex(/^[A-Z]{2}$/),
});
export type SetUp = z.infer<typeof setUpSchema>;
