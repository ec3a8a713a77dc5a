import { matching, type PaletteItem, type PaletteProvider } from '#lib/components/shell/palette.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Desk } from './desk.svelte.ts';

/** What the palette offers for the selected cards, or for the one that has the focus. */
export const selectionProvider = (desk: Desk): PaletteProvider => ({
  id: 'selection',
  heading: m.board_palette_actions(),
  search: (query) => {
    const leadIds = desk.selection.size > 0 ? desk.inOrder([...desk.selection]) : desk.focused ? [desk.focused] : [];
    const movable = leadIds.filter((id) => desk.mayMove(id));
    const create: PaletteItem = {
      id: 'new-lead',
      label: m.board_new_lead(),
      icon: 'plus',
      run: () => (desk.ask = { kind: 'new' }),
    };
    if (movable.length === 0) return matching([create], query);
    const what =
      movable.length === 1 ? (desk.state.card(movable[0]!)?.name ?? '') : m.board_n_leads({ n: movable.length });
    const ask = (kind: 'transfer' | 'release') => () => (desk.ask = { kind, leadIds: movable });
    return matching(
      [
        ...[...desk.columns, ...desk.lost].map((stage): PaletteItem => ({
          id: `move-${stage.id}`,
          label: m.board_palette_move({ stage: stage.name }),
          detail: what,
          icon: 'arrow',
          run: () => desk.move(movable, stage.id),
        })),
        { id: 'transfer', label: m.board_transfer(), detail: what, icon: 'swap', kbd: 'T', run: ask('transfer') },
        { id: 'release', label: m.board_release(), detail: what, icon: 'pool', run: ask('release') },
        create,
      ],
      query,
    );
  },
});
