import { json } from '@sveltejs/kit';
import { actorOf } from '#lib/server/http/actor-of.ts';
import { jsonRefusal } from '#lib/server/http/refusals.ts';
import { revealContact } from '#lib/server/ownership/reveal-contact.ts';
import type { RequestHandler } from './$types';

/** Shows the full numbers and addresses, and writes down who looked (P5): a POST, since it leaves a trace. */
export const POST: RequestHandler = async (event) => {
  const { context } = event.locals;
  try {
    const contact = await revealContact(context, actorOf(event), event.params.leadId);
    return json(contact, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return jsonRefusal(context, error);
  }
};
