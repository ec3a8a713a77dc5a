import { addPersonSchema, editPersonSchema, personIdSchema } from '#lib/contract/access/people.ts';
import { id } from '#lib/contract/board/commands.ts';
import { canManagePeople } from '#lib/domain/access/policy.ts';
import { addPerson } from '#lib/server/access/add-person.ts';
import { disablePerson, enablePerson } from '#lib/server/access/disable-person.ts';
import { editPerson } from '#lib/server/access/edit-person.ts';
import { movePerson } from '#lib/server/access/move-person.ts';
import { peopleList } from '#lib/server/access/people-list.ts';
import { resetPassword } from '#lib/server/access/reset-password.ts';
import { seenMark } from '#lib/server/context/seen-mark.ts';
import { teamsList } from '#lib/server/access/teams-list.ts';
import { actorWho } from '#lib/server/http/admin-page.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  actorWho(canManagePeople, event);
  const { read } = event.locals.context.db;
  const people = (await peopleList(read)).map((person) => {
    const { name, email, role, capacity, teamId } = person;
    return { ...person, seen: seenMark({ name, email, role, capacity, teamId }) };
  });
  return { people, teams: await teamsList(read) };
};

const linkTo = (url: URL, token: string) => `${url.origin}/password/${token}`;

export const actions: Actions = {
  add: formAction(addPersonSchema, async (context, actor, input, { url }) => {
    const { token, expiresAt } = await addPerson(context, actor, input);
    return { name: input.name, url: linkTo(url, token), expiresAt };
  }),
  edit: formAction(editPersonSchema.extend({ teamId: id.nullable() }), async (context, actor, input) => {
    const { teamId, ...person } = input;
    await editPerson(context, actor, person);
    const before = (await peopleList(context.db.read)).find((one) => one.id === person.personId);
    if (before?.teamId === teamId) return { leads: 0 };
    return movePerson(context, actor, { personId: person.personId, teamId });
  }),
  disable: formAction(personIdSchema, disablePerson),
  enable: formAction(personIdSchema, enablePerson),
  reset: formAction(personIdSchema, async (context, actor, input, { url }) => {
    const { token, expiresAt } = await resetPassword(context, actor, input);
    return { url: linkTo(url, token), expiresAt };
  }),
};
