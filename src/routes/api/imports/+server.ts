import { json } from '@sveltejs/kit';
import { importOptionsSchema } from '#lib/contract/intake/import.ts';
import { canImport } from '#lib/domain/access/policy.ts';
import { invalidInput, notAllowed } from '#lib/domain/errors.ts';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonField, uploadedTable } from '#lib/server/http/uploaded-table.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import { listImports } from '#lib/server/intake/import-view.ts';
import { startImport } from '#lib/server/intake/start-import.ts';
import type { RequestHandler } from './$types';

/** The imports of a board, newest first: `?board=`. */
export const GET: RequestHandler = async (event) => {
  const { context } = event.locals;
  try {
    return json(await listImports(context, actorOf(event), event.url.searchParams.get('board') ?? ''));
  } catch (error) {
    return jsonRefusal(context, error);
  }
};

/** Starts an import. Form fields: `file`, `boardId`, `options` (contract/intake/import.ts). Answers its id. */
export const POST: RequestHandler = async (event) => {
  const { context } = event.locals;
  try {
    const actor = actorOf(event);
    if (!canImport(actor)) throw notAllowed('import');
    const { table, boardId, fileName, form } = await uploadedTable(event.request);
    const options = jsonField(form, 'options', importOptionsSchema);
    if (!options) throw invalidInput('options', 'missing');
    return json({ importId: await startImport(context, actor, { boardId, fileName, table, options }) });
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
