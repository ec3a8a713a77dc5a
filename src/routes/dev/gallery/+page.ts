import { error } from '@sveltejs/kit';
import { dev } from '$app/environment';
import type { PageLoad } from './$types';

/** For whoever builds the interface; an installation has no such page. */
export const load: PageLoad = ({ url }) => {
  if (!dev) error(404);
  return { view: url.searchParams.get('view') === 'board' ? ('board' as const) : ('states' as const) };
};
