import { json } from '@sveltejs/kit';
import {
  MAX_FRAME_BYTES,
  PERSON_HEADER,
  PROTOCOL_HEADER,
  PROTOCOL_VERSION,
  type MutationAnswer,
} from '#lib/contract/protocol.ts';
import { statusFor } from '#lib/server/http/refusals.ts';
import { runMutation } from '#lib/server/run-mutation.ts';
import type { RequestHandler } from './$types';

/** The same mutations as over the socket, for when only plain HTTP gets through. */
export const POST: RequestHandler = async ({ request, locals }) => {
  const { actor, context } = locals;
  if (!actor) return refuse('signed_out');
  // Nothing is done in the name of whoever has signed in in another tab: the change is kept for the one who made it.
  const person = request.headers.get(PERSON_HEADER);
  if (person !== null && person !== actor.personId) return refuse('signed_out');
  // A tab from before an update must not guess what a newer server means: it keeps the change and loads itself anew.
  const protocol = request.headers.get(PROTOCOL_HEADER);
  if (protocol !== null && protocol !== String(PROTOCOL_VERSION)) return refuse('outdated');
  const text = await request.text();
  if (Buffer.byteLength(text) > MAX_FRAME_BYTES) return refuse('too_large');
  return answer(await runMutation(context, actor, parseJson(text)));
};

const refuse = (code: string) => answer({ ok: false, error: { code, details: {} } });

function answer(mutation: MutationAnswer): Response {
  if (mutation.ok) return json(mutation);
  const { retryAfterMs } = mutation.error.details;
  const response = json(mutation, { status: statusFor(mutation.error) });
  if (typeof retryAfterMs === 'number') response.headers.set('retry-after', String(Math.ceil(retryAfterMs / 1000)));
  return response;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
