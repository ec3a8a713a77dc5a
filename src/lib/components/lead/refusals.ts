import type { WireError } from '#lib/contract/protocol.ts';
import { errorText } from '#lib/format/error-text.ts';
import { getFormats } from '#lib/format/formats.ts';
import { getClock } from '#lib/state/clock.svelte.ts';
import { getWorkspace } from '#lib/state/workspace.svelte.ts';

/** Puts refusals into the words of whoever is signed in. Call while a component is set up: it reads contexts. */
export function refusalWords(): (error: WireError) => string {
  const workspace = getWorkspace();
  const formats = getFormats();
  const clock = getClock();
  return (error) =>
    errorText(error, {
      locale: formats.locale,
      timeZone: formats.timeZone,
      now: clock.now(),
      personId: workspace.me.id,
      nameOf: (id) => workspace.person(id)?.name ?? workspace.stage(id)?.name ?? null,
    });
}

/** What went wrong when there was no answer at all. */
export const unreachable: WireError = { code: 'unreachable', details: {} };

/** A JSON reading of this site. Rejects with the server's refusal as `WireError`, or `unreachable`. */
export async function readJson<T>(url: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { cache: 'no-store', ...init });
  } catch {
    throw refused(unreachable);
  }
  const body = (await response.json().catch(() => null)) as { error?: WireError } | null;
  if (!response.ok || body === null) throw refused(body?.error ?? unreachable);
  return body as T;
}

export class Refused extends Error {
  readonly error: WireError;
  constructor(error: WireError) {
    super(error.code);
    this.error = error;
  }
}
const refused = (error: WireError) => new Refused(error);
export const refusalOf = (error: unknown): WireError => (error instanceof Refused ? error.error : unreachable);
