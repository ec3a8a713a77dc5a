import { randomBytes } from 'node:crypto';
import { building } from '$app/environment';
import { json, type Handle, type HandleServerError, type RequestEvent, type ServerInit } from '@sveltejs/kit';
import { loadActor } from '#lib/server/access/person-now.ts';
import { LOCALE_COOKIE, SESSION_COOKIE, THEME_COOKIE } from '#lib/server/http/cookies.ts';
import { outcomeOf } from '#lib/server/context/wire-error.ts';
import { refusedForNow } from '#lib/server/http/for-now.ts';
import { isForeign } from '#lib/server/http/foreign-origin.ts';
import { readSession } from '#lib/server/auth/sessions.ts';
import { readConfig } from '#lib/server/config/config.ts';
import { signedInPerson } from '#lib/server/access/signed-in-person.ts';
import { paraglideMiddleware } from '#lib/paraglide/server.js';
import { createApp } from '../server/app.ts';
import { currentApp, replaceApp } from '../server/runtime.ts';

/** The one seam between SvelteKit's graph and the server folder. */
export const init: ServerInit = async () => {
  if (!building) await replaceApp(() => createApp(readConfig()));
};

const NO_ADDRESS = { code: 'invalid_input', details: { field: 'address', problem: 'characters' } };
const FOREIGN = { code: 'not_allowed', details: { what: 'origin' } };

export const handle: Handle = async ({ event, resolve }) => {
  const app = await currentApp();
  if (!app) throw new Error('no application is running');
  const { context } = app;
  if (isForeign(event.request, event.url)) return json({ ok: false, error: FOREIGN }, { status: 403 });
  // No id or word of anybody holds one, and PostgreSQL takes it in no text: not one page need think of it.
  if (/%00/.test(event.url.pathname + event.url.search)) return json({ ok: false, error: NO_ADDRESS }, { status: 400 });
  const { locals } = event;
  locals.context = context;
  locals.actor = null;
  locals.person = null;
  locals.locale = event.cookies.get(LOCALE_COOKIE) === 'en' ? 'en' : 'zh-CN';
  locals.theme = themeOf(event.cookies.get(THEME_COOKIE));
  try {
    await recognise(event);
  } catch (error) {
    const refused = refusedForNow(event.request, error, locals.locale);
    if (!refused) throw error;
    context.log.error({ err: error }, 'nobody can say who asks');
    return refused;
  }
  // paraglide reads the same cookie, so that what is rendered and what `lang` says agree.
  return paraglideMiddleware(event.request, ({ locale }) => {
    locals.locale = locale;
    return resolve(event, {
      transformPageChunk: ({ html }) =>
        html.replace('%tideboard.lang%', locale).replace('%tideboard.theme%', locals.theme),
    });
  });
};

async function recognise({ locals, cookies }: RequestEvent): Promise<void> {
  const { context } = locals;
  const token = cookies.get(SESSION_COOKIE);
  const session = token ? await readSession(context, token) : null;
  if (!session) return;
  locals.actor = (await loadActor(context.db.read, session.personId)) ?? null;
  locals.person = locals.actor && ((await signedInPerson(context.db.read, session.personId))?.person ?? null);
}

const themeOf = (text: string | undefined) => (text === 'light' || text === 'dark' ? text : 'auto');

/** Unexpected errors are logged once, with an id that the person can tell the admin. */
export const handleError: HandleServerError = async ({ error, event, status }) => {
  if (status === 404) return { message: 'not found', code: 'not_found' };
  const app = await currentApp();
  const code = outcomeOf(error);
  if (code !== 'unexpected') {
    app?.context.log.error({ err: error, code, path: event.route.id }, 'a page could not be made');
    return { message: code, code };
  }
  const errorId = randomBytes(4).toString('hex');
  app?.context.log.error({ err: error, errorId, path: event.route.id }, 'unexpected error');
  return { message: 'unexpected', code: 'unexpected', errorId };
};
