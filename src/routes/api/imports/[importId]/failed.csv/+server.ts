import { reasonText } from '#lib/format/import-words.ts';
import { m } from '#lib/paraglide/messages.js';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import { failedRowsFile } from '#lib/server/intake/import-view.ts';
import type { RequestHandler } from './$types';

/** The rows that were not taken, with the file's own columns and the reason, in the reader's language. */
export const GET: RequestHandler = async (event) => {
  const { context, locale } = event.locals;
  try {
    const sentence = (reason: Parameters<typeof reasonText>[0]) => reasonText(reason, locale);
    const header = m.intake_why({}, { locale });
    const file = await failedRowsFile(context, actorOf(event), event.params.importId, sentence, header);
    return new Response(file, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="failed-rows.csv"',
        'cache-control': 'no-store',
      },
    });
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
