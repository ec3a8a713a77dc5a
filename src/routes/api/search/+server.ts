import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { MOST_SEARCHED, searchLeads } from '#lib/server/board/search-leads.ts';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import { invalidInput } from '#lib/domain/errors.ts';
import type { RequestHandler } from './$types';

const querySchema = z.object({
  q: z.string().trim(),
  board: z.string().max(64).nullable(),
  limit: z.coerce.number().int().min(1).max(500).default(20),
});

/**
 * Leads by name, company, pinyin, phone number: for the palette, and as ids for the board's filter. `cutAt` says how many
 * characters were looked at when there were more.
 */
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
    const leads = await searchLeads(context, actor, q.slice(0, MOST_SEARCHED), { boardId: board, limit });
    const cutAt = q.length > MOST_SEARCHED ? MOST_SEARCHED : null;
    return json({ leads, cutAt }, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
