import type { SavedView } from '#lib/contract/board/workspace.ts';
import { m } from '#lib/paraglide/messages.js';
import { filterFromUrl, filterKey, ME, noFilter, type BoardFilter } from '#lib/state/board-filter.ts';

export interface BoardView {
  id: string;
  label: string;
  filter: BoardFilter;
  /** Null: part of every board. */
  saved: SavedView | null;
}

/** The views every board begins with, then the saved ones. */
export function viewsOfBoard(saved: readonly SavedView[], role: 'admin' | 'manager' | 'rep'): BoardView[] {
  const own = (id: string, label: string, filter: Partial<BoardFilter>): BoardView => ({
    id,
    label,
    filter: { ...noFilter, ...filter },
    saved: null,
  });
  const mine = role === 'rep' ? { owners: [ME] } : {};
  return [
    own('mine', m.board_view_mine(), { owners: [ME] }),
    own('all', m.board_view_all(), {}),
    own('today', m.board_view_today(), { due: 'today', ...mine }),
    own('leaving', m.board_view_leaving(), { leaving: true, ...mine }),
    ...saved.map((view) => ({
      id: view.id,
      label: view.name,
      filter: filterFromUrl(new URLSearchParams(view.filter)),
      saved: view,
    })),
  ];
}

/** The view that shows what the filter shows, if any. */
export const viewFor = (views: readonly BoardView[], filter: BoardFilter): BoardView | undefined =>
  views.find((view) => filterKey(view.filter) === filterKey(filter));
