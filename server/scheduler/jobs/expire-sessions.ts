import { HOUR_MS } from '#lib/domain/time/calendar.ts';
import { deleteExpiredSessions } from '#lib/server/auth/sessions.ts';
import { every } from '../job.ts';

export const expireSessions = () =>
  every('expire-sessions', HOUR_MS, async (context) => ({ sessions: await deleteExpiredSessions(context) }));
