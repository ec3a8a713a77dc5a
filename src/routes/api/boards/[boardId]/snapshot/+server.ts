import { error } from '@sveltejs/kit';
import { viewKey, viewScope } from '#lib/domain/access/audience.ts';
import { sharedSnapshot, snapshotEncodings } from '#lib/server/board/shared-snapshot.ts';
import { boardOr404 } from '#lib/server/http/board-or-404.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params, locals, request }) => {
  const { actor, context } = locals;
  if (!actor) error(401, 'signed_out');
  await boardOr404(context, actor, params.boardId);
  const accepted = request.headers.get('accept-encoding') ?? '';
  const encoding = snapshotEncodings.find((known) => accepted.includes(known)) ?? 'identity';
  const body = await sharedSnapshot(context, params.boardId, viewKey(viewScope(actor)), encoding);
  return new Response(new Uint8Array(body), {
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      vary: 'accept-encoding, cookie',
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    },
  });
};
