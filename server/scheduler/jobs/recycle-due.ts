import { recycleLeads } from '#lib/server/ownership/recycle-lead.ts';
import { deadlineJob } from '../deadlines.ts';

/** Leads whose time is over fall into the pool, to the second (O2, O9). */
export const recycleDue = () =>
  deadlineJob({
    name: 'recycle',
    column: 'deadline_at',
    act: async (context, actor, boardId, due, { at, stopped }) => {
      const { failed, ...counts } = await recycleLeads(context, actor, { boardId, due, scheduledAt: at, stopped });
      return { counts, failed };
    },
  });
