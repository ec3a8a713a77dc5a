import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { searchLeads } from '#lib/server/board/search-leads.ts';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import { invalidInput } from '#lib/domain/errors.ts';
import type { RequestHandler } from './$types';

const querySchema = z.object({
  q: z.string().trim().max(200),
  board: z.string().max(64).nullable(),
  limit: z.coerce.number().int().min(1).max(500).default(20),
});

/** Leads by name, company, pinyin, phone number: for the palette, and as ids for the board's filter. */
export const GET: RequestHandler = async (event) => {
  const { context } = event.locals;
  try {
    const actor = actorOf(event);
    const { searchParams } = event.url;
    const parsed = querySchema.safeParse({
      q: searchParams.get('q') ?? '',
      board: searchParams.get('board'),
      limit: searchParams.get('limit') ?? undefined,
    });
    if (!parsed.success) throw invalidInput('q', 'invalid');
    const { q, board, limit } = parsed.data;
    const leads = await searchLeads(context, actor, q, { boardId: board, limit });
    return json({ leads }, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
