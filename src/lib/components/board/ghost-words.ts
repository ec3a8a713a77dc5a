import type { IconName } from '#lib/components/ui/icons.ts';
import type { GoneReason } from '#lib/contract/protocol.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Ghost } from '#lib/state/card-live.svelte.ts';
import type { Workspace } from '#lib/state/workspace.svelte.ts';

const reasons: Partial<Record<GoneReason, () => string>> = {
  recycled: m.board_gone_recycled,
  released: m.board_gone_released,
  erased: m.board_gone_erased,
  undone: m.board_gone_undone,
};

/** What stands where a card was: who took it where, or why it left. */
export function ghostText({ what, by }: Ghost, workspace: Workspace): string {
  const name = workspace.personName(by);
  if (what.kind === 'moved') return `${name ? `${name} → ` : ''}${workspace.stageName(what.to)}`;
  const to = workspace.personName(what.to);
  if (to) return m.board_gone_to({ name: to });
  return (reasons[what.reason] ?? m.board_gone_elsewhere)();
}

export const ghostIcon = ({ what }: Ghost): IconName =>
  what.kind === 'moved' ? 'arrow' : what.reason === 'recycled' || what.reason === 'released' ? 'pool' : 'swap';
