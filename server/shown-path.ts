/** Secrets that stand in addresses: a wall's token, a one-time link. */
const SECRET = /^[\w-]{20,}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** A request's path as the log may hold it: without query, in which people search for names, and without tokens. */
export function shownPath(url: string | undefined): string {
  const [path = ''] = (url ?? '').split('?');
  return path
    .split('/')
    .map((part) => (SECRET.test(part) && !UUID.test(part) ? '…' : part))
    .join('/');
}
