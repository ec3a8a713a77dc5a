import { json } from '@sveltejs/kit';
import { readiness } from '#lib/server/operations/readiness.ts';
import type { RequestHandler } from './$types';

/** 200 while this server can do its work, else 503 and which check failed: for load balancers and orchestrators. */
export const GET: RequestHandler = async ({ locals }) => {
  const answer = await readiness(locals.context);
  return json(answer, { status: answer.ready ? 200 : 503, headers: { 'cache-control': 'no-store' } });
};
