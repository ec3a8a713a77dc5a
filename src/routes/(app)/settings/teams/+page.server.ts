import { setTeamSchema } from '#lib/contract/access/people.ts';
import { id } from '#lib/contract/board/commands.ts';
import { z } from 'zod';
import { canManagePeople } from '#lib/domain/access/policy.ts';
import { peopleList } from '#lib/server/access/people-list.ts';
import { setManagers } from '#lib/server/access/set-managers.ts';
import { setTeam } from '#lib/server/access/set-team.ts';
import { teamsList } from '#lib/server/access/teams-list.ts';
import { actorWho } from '#lib/server/http/admin-page.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  actorWho(canManagePeople, event);
  const { read } = event.locals.context.db;
  const people = await peopleList(read);
  return {
    teams: await teamsList(read),
    people: people.map((person) => ({
      id: person.id,
      name: person.name,
      role: person.role,
      active: person.status === 'active',
    })),
  };
};

const teamSchema = setTeamSchema.extend({ personIds: z.array(id).max(50).default([]) });

export const actions: Actions = {
  save: formAction(teamSchema, async (context, actor, { personIds, ...team }) => {
    const { teamId } = await setTeam(context, actor, team);
    if (!team.archived) await setManagers(context, actor, { teamId, personIds });
    return { teamId };
  }),
  archive: formAction(setTeamSchema, setTeam),
};
