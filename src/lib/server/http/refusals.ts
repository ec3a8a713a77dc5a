import { isRedirect, isHttpError, json, type ActionFailure, fail } from '@sveltejs/kit';
import type { ZodError } from 'zod';
import type { WireError } from '#lib/contract/protocol.ts';
import type { Context } from '../context/context.ts';
import { wireError } from '../context/wire-error.ts';

/** What a form gets back when it was refused: the refusal, or what is wrong at which field. */
export interface FormRefusal {
  /** Which form of the page; its own id, see ActionForm.svelte. */
  form: string | null;
  error: WireError | null;
  /** Field name to what is wrong there. */
  problems: Record<string, FieldProblem>;
}

export interface FieldProblem {
  code: 'required' | 'too_short' | 'too_long' | 'too_small' | 'too_big' | 'email' | 'zone' | 'invalid';
  limit?: number;
}

const statusOf: Record<string, number> = {
  not_allowed: 403,
  not_found: 404,
  invalid_input: 400,
  signed_out: 401,
  sign_in_throttled: 429,
  too_fast: 429,
  too_large: 413,
  storage_full: 503,
  storage_away: 503,
  contact_views_used: 429,
};
/** Everything else that a rule refuses is a conflict with how things stand. */
const CONFLICT = 409;

export const statusFor = ({ code, errorId }: WireError): number => (errorId ? 500 : (statusOf[code] ?? CONFLICT));

/** For endpoints: `{ ok: false, error }` with the matching status. Redirects and SvelteKit's own errors pass through. */
export function jsonRefusal(context: Context, error: unknown): Response {
  if (isRedirect(error) || isHttpError(error)) throw error;
  const wire = wireError(context, error);
  return json({ ok: false, error: wire }, { status: statusFor(wire) });
}

/** For form actions. Redirects and SvelteKit's own errors pass through. */
export function failForm(context: Context, error: unknown, form: string | null): ActionFailure<FormRefusal> {
  if (isRedirect(error) || isHttpError(error)) throw error;
  const wire = wireError(context, error);
  return fail(statusFor(wire), { form, error: wire, problems: {} });
}

export const failFields = (error: ZodError, form: string | null): ActionFailure<FormRefusal> =>
  fail(400, { form, error: null, problems: fieldProblems(error) });

/** The first problem of each field, as a code that the page puts into words. */
export function fieldProblems(error: ZodError): Record<string, FieldProblem> {
  const problems: Record<string, FieldProblem> = {};
  for (const issue of error.issues) {
    const field = issue.path.join('.');
    problems[field] ??= problemOf(issue);
  }
  return problems;
}

function problemOf(issue: ZodError['issues'][number]): FieldProblem {
  if (issue.code === 'too_small') {
    const limit = Number(issue.minimum);
    if (issue.origin !== 'string') return { code: 'too_small', limit };
    return limit <= 1 ? { code: 'required' } : { code: 'too_short', limit };
  }
  if (issue.code === 'too_big') {
    return { code: issue.origin === 'string' ? 'too_long' : 'too_big', limit: Number(issue.maximum) };
  }
  if (issue.code === 'invalid_format' && issue.format === 'email') return { code: 'email' };
  if (issue.code === 'custom' && issue.message === 'zone') return { code: 'zone' };
  if (issue.code === 'invalid_type' && (issue.input === undefined || issue.input === null)) return { code: 'required' };
  return { code: 'invalid' };
}
