import { deserialize } from '$app/forms';
import type { FoundLead, SaveView } from '#lib/contract/board/workspace.ts';
import type { StageRates } from '#lib/contract/metrics/figures.ts';
import type { WireError } from '#lib/contract/protocol.ts';

/** Shares per stage; null when they cannot be had now, the heads then show a dash. */
export async function fetchRates(boardId: string): Promise<StageRates | null> {
  try {
    const response = await fetch(`/api/figures/stage-rates?board=${encodeURIComponent(boardId)}`);
    if (!response.ok) return null;
    const rates = (await response.json()) as StageRates;
    return typeof rates?.stages === 'object' ? rates : null;
  } catch {
    return null;
  }
}

/** Leads of a board that hold a text in ways only the server knows: pinyin, phone numbers. */
export async function findByText(boardId: string, text: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const query = new URLSearchParams({ board: boardId, q: text, limit: '500' });
  const response = await fetch(`/api/search?${query}`, { signal });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const { leads } = (await response.json()) as { leads: FoundLead[] };
  return new Set(leads.map(({ id }) => id));
}

export const storeView = ({ boardId, name, filter, shared }: SaveView) =>
  act(boardId, 'saveView', { boardId, name, filter, ...(shared ? { 'b:shared': 'on' } : {}) });

export const removeView = (boardId: string, viewId: string) => act(boardId, 'deleteView', { viewId });

/** Runs a form action of the board's page; answers why it was refused. */
async function act(boardId: string, action: string, fields: Record<string, string>): Promise<WireError | null> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  try {
    const response = await fetch(`/board/${encodeURIComponent(boardId)}?/${action}`, {
      method: 'POST',
      body,
      headers: { 'x-sveltekit-action': 'true' },
    });
    const result = deserialize(await response.text());
    if (result.type === 'success' || result.type === 'redirect') return null;
    const error = result.type === 'failure' ? (result.data?.['error'] as WireError | null) : null;
    return error ?? { code: 'invalid_input', details: { field: action } };
  } catch {
    return { code: 'unreachable', details: {} };
  }
}
