import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { error } from '@sveltejs/kit';
import { viewKey, viewScope } from '#lib/domain/access/audience.ts';
import { canSeeBoard } from '#lib/domain/access/policy.ts';
import { readBoardConfig } from '#lib/server/board/board-config.ts';
import { sharedBoardSnapshot } from '#lib/server/board/board-snapshot.ts';
import type { RequestHandler } from './$types';

const gzipped = promisify(gzip);
const brotlied = promisify(brotliCompress);
type Encoded = Promise<{ body: Buffer; encoding: string }>;
/** Encoded once per shared snapshot, however many viewers ask for it. */
const encodings = new WeakMap<object, Map<string, Encoded>>();

export const GET: RequestHandler = async ({ params, locals, request }) => {
  const { actor, context } = locals;
  if (!actor) error(401, 'signed_out');
  const board = await readBoardConfig(context, params.boardId).catch(() => null);
  if (!board || !canSeeBoard(actor, board)) error(404, 'not_found');
  const snapshot = await sharedBoardSnapshot(context, params.boardId, viewKey(viewScope(actor)));
  const accepted = request.headers.get('accept-encoding') ?? '';
  const encoding = accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : 'identity';
  let known = encodings.get(snapshot);
  if (!known) encodings.set(snapshot, (known = new Map()));
  let encoded = known.get(encoding);
  if (!encoded) known.set(encoding, (encoded = encode(snapshot, encoding)));
  const { body } = await encoded;
  return new Response(new Uint8Array(body), {
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      vary: 'accept-encoding, cookie',
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    },
  });
};

async function encode(snapshot: object, encoding: string): Encoded {
  const text = Buffer.from(JSON.stringify(snapshot));
  if (encoding === 'br')
    return { body: await brotlied(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }), encoding };
  return { body: encoding === 'gzip' ? await gzipped(text, { level: 5 }) : text, encoding };
}
