import { requestedQuery } from '#lib/contract/metrics/query.ts';
import { workspaceSettings } from '#lib/server/access/workspace-settings.ts';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import { figuresCsv } from '#lib/server/metrics/figures-csv.ts';
import { figuresFor } from '#lib/server/metrics/figures-for.ts';
import type { RequestHandler } from './$types';

/** The table of the figures page as a file: the same parameters as `/api/figures`, in the reader's language. */
export const GET: RequestHandler = async (event) => {
  const { context, locale } = event.locals;
  try {
    const actor = actorOf(event);
    const { zone } = await workspaceSettings(context.db.read);
    const figures = await figuresFor(context, actor, requestedQuery(event.url.searchParams, context.now(), zone));
    const { from, to, groupBy } = figures.query;
    const name = ['figures', groupBy, from, to].filter(Boolean).join('_');
    return new Response(figuresCsv(figures, locale), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}.csv"`,
        'cache-control': 'private, no-store',
      },
    });
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
