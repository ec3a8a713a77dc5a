import { DAY_MS, HOUR_MS } from '#lib/domain/time/calendar.ts';
import { pruneOldEvents } from '#lib/server/streams/prune-events.ts';
import { every } from '../job.ts';

const KEEP_DAYS = 30;

/** The wire's record is kept for a month (the history for good): events, answers to mutations, old runs of jobs. */
export const pruneStreams = () =>
  every('prune', 6 * HOUR_MS, (context, { stopped }) =>
    pruneOldEvents(context, context.now() - KEEP_DAYS * DAY_MS, stopped),
  );
