const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a page of another address sends this change. SvelteKit asks that of forms only: a body without a content type,
 * or none at all, passes it by, and a neighbour on the same host (another port) gets the cookie sent along.
 * Programs send no Origin; browsers do with every change.
 */
export function isForeign(request: Pick<Request, 'method' | 'headers'>, url: URL): boolean {
  const origin = request.headers.get('origin');
  if (SAFE.has(request.method) || origin === null) return false;
  return !URL.canParse(origin) || new URL(origin).host !== url.host;
}
