import { redirect } from '@sveltejs/kit';
import { endSession } from '#lib/server/auth/sessions.ts';
import { SESSION_COOKIE, clearSessionCookie } from '#lib/server/http/cookies.ts';
import type { RequestHandler } from './$types';

/** By form or by fetch; a link alone signs nobody out. */
export const POST: RequestHandler = async ({ cookies, locals }) => {
  const token = cookies.get(SESSION_COOKIE);
  if (token) await endSession(locals.context, token);
  clearSessionCookie(cookies, locals.context.config);
  redirect(303, '/sign-in');
};

export const GET: RequestHandler = () => redirect(303, '/');
