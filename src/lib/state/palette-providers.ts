import { matching, type PaletteItem, type PaletteProvider } from '#lib/components/shell/palette.ts';
import { placesOf } from '#lib/components/shell/places.ts';
import type { FoundLead } from '#lib/contract/board/workspace.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Workspace } from './workspace.svelte.ts';

/** Leads by name, company, pinyin initials or phone number, as far as this person may see them. */
export const leadProvider = (workspace: Workspace): PaletteProvider => ({
  id: 'leads',
  heading: m.board_palette_leads(),
  search: async (query, signal) => {
    if (!query) return [];
    const response = await fetch(`/api/search?limit=8&q=${encodeURIComponent(query)}`, { signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const { leads } = (await response.json()) as { leads: FoundLead[] };
    return leads.map((lead): PaletteItem => {
      const where = [lead.company, workspace.stageName(lead.stageId), workspace.personName(lead.ownerId)];
      return {
        id: lead.id,
        label: lead.name,
        detail: where.filter(Boolean).join(' · '),
        icon: lead.pooled ? 'pool' : 'user',
        href: `/board/${lead.boardId}?lead=${lead.id}`,
      };
    });
  },
});

export const placeProvider = (workspace: Workspace): PaletteProvider => ({
  id: 'places',
  heading: m.board_palette_places(),
  search: (query) =>
    matching(
      [
        ...placesOf(workspace.role).map(({ key, href, icon, label }) => ({ id: key, label: label(), icon, href })),
        ...workspace.boards.map(({ id, name }) => ({
          id: `board-${id}`,
          label: name,
          icon: 'board' as const,
          href: `/board/${id}`,
        })),
      ],
      query,
    ),
});
