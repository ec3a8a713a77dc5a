import { json } from '@sveltejs/kit';
import { importMappingSchema } from '#lib/contract/intake/import.ts';
import { canImport } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonField, uploadedTable } from '#lib/server/http/uploaded-table.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import { previewImport } from '#lib/server/intake/preview-import.ts';
import type { RequestHandler } from './$types';

/** What an import of this file would do; writes nothing. Form fields: `file`, `boardId`, and `mapping` once there is one. */
export const POST: RequestHandler = async (event) => {
  const { context } = event.locals;
  try {
    const actor = actorOf(event);
    if (!canImport(actor)) throw notAllowed('import');
    const { table, boardId, form } = await uploadedTable(event.request);
    const mapping = jsonField(form, 'mapping', importMappingSchema);
    return json(await previewImport(context, actor, { boardId, table, ...(mapping ? { mapping } : {}) }));
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
