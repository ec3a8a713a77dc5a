import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** Everybody's day begins at the board; who is not signed in is sent on from there. */
export const load: PageServerLoad = ({ locals }) => {
  redirect(303, locals.actor ? '/board' : '/sign-in');
};
