import { warnOwners } from '#lib/server/ownership/warn-owner.ts';
import { deadlineJob } from '../deadlines.ts';

/** Owners hear in time that a lead is about to leave them (O6). */
export const warnDue = () =>
  deadlineJob({
    name: 'warn',
    column: 'warn_due_at',
    act: async (context, actor, boardId, due, { stopped }) => {
      const leadIds = due.map(({ leadId }) => leadId);
      const { failed, ...counts } = await warnOwners(context, actor, { boardId, leadIds, stopped });
      return { counts, failed };
    },
  });
