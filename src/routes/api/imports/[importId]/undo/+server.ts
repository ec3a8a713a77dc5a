import { json } from '@sveltejs/kit';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import { undoImport } from '#lib/server/intake/undo-import.ts';
import type { RequestHandler } from './$types';

/** Takes an import back as a whole; answers what was removed, put back and kept. */
export const POST: RequestHandler = async (event) => {
  const { context } = event.locals;
  try {
    return json(await undoImport(context, actorOf(event), { importId: event.params.importId }));
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
