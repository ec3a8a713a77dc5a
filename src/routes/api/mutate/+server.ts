import { json } from '@sveltejs/kit';
import { MAX_FRAME_BYTES, mutationSchema, type MutationAnswer } from '#lib/contract/protocol.ts';
import { runCommand } from '#lib/server/command-list.ts';
import { forMutation } from '#lib/server/context/context.ts';
import { wireError } from '#lib/server/context/wire-error.ts';
import type { RequestHandler } from './$types';

const refuse = (status: number, code: string) =>
  json({ ok: false, error: { code, details: {} } } satisfies MutationAnswer, { status });

/** The same mutations as over the socket, for when only plain HTTP gets through. */
export const POST: RequestHandler = async ({ request, locals }) => {
  const { actor, context } = locals;
  if (!actor) return refuse(401, 'signed_out');
  const text = await request.text();
  if (text.length > MAX_FRAME_BYTES) return refuse(413, 'too_large');
  const parsed = mutationSchema.safeParse(parseJson(text));
  if (!parsed.success) return refuse(400, 'invalid_input');
  const { clientId, id, name, input } = parsed.data;
  try {
    const mutation = { clientId: `${actor.personId}:${clientId}`, id };
    const result = await runCommand(forMutation(context, mutation), actor, name, input);
    const seq = (result as { seq?: unknown } | null)?.seq;
    return json({ ok: true, seq: typeof seq === 'number' ? seq : null, result } satisfies MutationAnswer);
  } catch (error) {
    const refusal = wireError(context, error);
    return json({ ok: false, error: refusal } satisfies MutationAnswer, { status: refusal.errorId ? 500 : 409 });
  }
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
