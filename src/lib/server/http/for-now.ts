import { json } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/paraglide/runtime.js';
import { isStorageAway, storageAway } from '../db/storage-away.ts';

const AGAIN_S = 5;
const HEADERS = { 'retry-after': String(AGAIN_S), 'cache-control': 'no-store' };

/**
 * What whoever asks gets while nobody can even say who he is: no page can be made, so this one stands alone, says why, and
 * asks again by itself. Null: it is no matter of the database.
 */
export function refusedForNow(request: Request, error: unknown, locale: Locale): Response | null {
  if (!isStorageAway(error)) return null;
  const { code } = storageAway();
  if (!request.headers.get('accept')?.includes('text/html')) {
    return json({ ok: false, error: { code, details: {} } }, { status: 503, headers: HEADERS });
  }
  const page = `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="${AGAIN_S}"><title>${m.shell_product({}, { locale })}</title></head>
<body style="font: 16px/1.6 system-ui, sans-serif; max-width: 32em; margin: 20vh auto; padding: 0 24px">
<p role="alert">${m.error_storage_away({}, { locale })}</p></body></html>`;
  return new Response(page, { status: 503, headers: { ...HEADERS, 'content-type': 'text/html; charset=utf-8' } });
}
