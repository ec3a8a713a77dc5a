import { error } from '@sveltejs/kit';
import { queryOf, queryText, readAddress } from '#lib/contract/metrics/query.ts';
import { canSeeFigures } from '#lib/domain/access/policy.ts';
import { isDomainError } from '#lib/domain/errors.ts';
import { actorOrSignIn } from '#lib/server/http/actor-of.ts';
import { figuresFor } from '#lib/server/metrics/figures-for.ts';
import { figureTeams } from '#lib/server/metrics/scoped-query.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const actor = actorOrSignIn(event);
  if (!canSeeFigures(actor)) error(403, { message: 'not allowed', code: 'not_allowed' });
  const { context } = event.locals;
  const { workspace } = await event.parent();
  const address = readAddress(event.url.searchParams, { period: 'this_quarter', groupBy: 'owner' });
  const board = workspace.boards.find(({ id }) => id === address.boardId) ?? workspace.boards[0];
  const mine = figureTeams(actor);
  /** Null: every team. */
  const teamIds = mine && [...mine];
  if (!board) return { address, teamIds, shown: null };
  const groupBy = address.groupBy === 'none' ? 'owner' : address.groupBy;
  const at = { ...address, boardId: board.id, groupBy };
  const query = queryOf(at, context.now(), workspace.zone);
  try {
    return {
      address: at,
      teamIds,
      shown: { query: queryText(query), figures: await figuresFor(context, actor, query) },
    };
  } catch (failure) {
    if (isDomainError(failure) && failure.code === 'not_allowed')
      error(403, { message: 'not allowed', code: 'not_allowed' });
    if (isDomainError(failure) && failure.code === 'not_found') error(404, { message: 'not found', code: 'not_found' });
    throw failure;
  }
};
