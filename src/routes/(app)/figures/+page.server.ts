import { error } from '@sveltejs/kit';
import { ownGroupings, queryOf, queryText, readAddress, type GroupBy } from '#lib/contract/metrics/query.ts';
import { isDomainError } from '#lib/domain/errors.ts';
import { actorOrSignIn } from '#lib/server/http/actor-of.ts';
import { figuresFor } from '#lib/server/metrics/figures-for.ts';
import { figuresOfOne, figureTeams } from '#lib/server/metrics/scoped-query.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const actor = actorOrSignIn(event);
  event.depends('app:figures');
  const { context } = event.locals;
  const { workspace } = await event.parent();
  const own = figuresOfOne(actor) !== null;
  const asked = readAddress(event.url.searchParams, { period: 'this_quarter', groupBy: own ? 'month' : 'owner' });
  // An address that a manager sent shows a rep his own.
  const address = own ? { ...asked, teamIds: null } : asked;
  const board = workspace.boards.find(({ id }) => id === address.boardId) ?? workspace.boards[0];
  const mine = own ? null : figureTeams(actor);
  /** Null: every team. */
  const teamIds = mine && [...mine];
  if (!board) return { address, own, teamIds, shown: null };
  const groupBy = groupingOf(address.groupBy, own);
  const at = { ...address, boardId: board.id, groupBy };
  const query = queryOf(at, context.now(), workspace.zone);
  try {
    return {
      address: at,
      own,
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

const alone: readonly GroupBy[] = ['none', 'owner', 'team', 'region'];

/** A table of one row says nothing: a person's own figures are split by time. */
function groupingOf(asked: GroupBy, own: boolean): GroupBy {
  if (own) return alone.includes(asked) || !ownGroupings.includes(asked) ? 'month' : asked;
  return asked === 'none' ? 'owner' : asked;
}
