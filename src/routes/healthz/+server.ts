import type { RequestHandler } from './$types';

/** The process is up. Whether it can work is /readyz. */
export const GET: RequestHandler = () => new Response('ok\n', { headers: { 'cache-control': 'no-store' } });
