import type { Cookies } from '@sveltejs/kit';
import type { Config } from '../config/config.ts';
import type { NewSession } from '../auth/sessions.ts';

export const SESSION_COOKIE = 'tideboard_session';
/** Read by paraglide's cookie strategy as well (vite.config.ts). */
export const LOCALE_COOKIE = 'tideboard_locale';
export const THEME_COOKIE = 'tideboard_theme';

const YEAR_SECONDS = 365 * 24 * 3600;
/** The longest that browsers keep one. The session on the server decides: it may be prolonged by an open socket. */
const LONGEST_SECONDS = 400 * 24 * 3600;

/**
 * `lax`: a link from a chat opens the app signed in; foreign forms are refused by SvelteKit's origin check and sockets by
 * their own (server/realtime/admission.ts).
 */
const base = (config: Config) => ({ path: '/', sameSite: 'lax', secure: config.secureCookies }) as const;

export function setSessionCookie(cookies: Cookies, config: Config, session: Pick<NewSession, 'token'>): void {
  cookies.set(SESSION_COOKIE, session.token, { ...base(config), httpOnly: true, maxAge: LONGEST_SECONDS });
}

export function clearSessionCookie(cookies: Cookies, config: Config): void {
  cookies.delete(SESSION_COOKIE, { ...base(config), httpOnly: true });
}

/** Language and appearance are no secrets: the page's own script may read them. */
export function setLocaleCookie(cookies: Cookies, config: Config, locale: 'zh-CN' | 'en'): void {
  cookies.set(LOCALE_COOKIE, locale, { ...base(config), httpOnly: false, maxAge: YEAR_SECONDS });
}

export function setThemeCookie(cookies: Cookies, config: Config, theme: 'light' | 'dark' | 'auto'): void {
  cookies.set(THEME_COOKIE, theme, { ...base(config), httpOnly: false, maxAge: YEAR_SECONDS });
}
