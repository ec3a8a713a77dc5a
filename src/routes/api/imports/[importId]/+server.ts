import { json } from '@sveltejs/kit';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import { importProgress, importRowOutcomes } from '#lib/server/intake/import-view.ts';
import type { RequestHandler } from './$types';

const SHOWN = 50;

/** How far an import is, and the first rows that were not taken. */
export const GET: RequestHandler = async (event) => {
  const { context } = event.locals;
  try {
    const actor = actorOf(event);
    const progress = await importProgress(context, actor, event.params.importId);
    const failures = await importRowOutcomes(context, actor, event.params.importId, 'failed', SHOWN);
    return json({ progress, failures });
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
