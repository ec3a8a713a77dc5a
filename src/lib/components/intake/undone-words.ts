import { keptReasons, type KeptReason, type UndoneImport } from '#lib/contract/intake/import.ts';
import { m } from '#lib/paraglide/messages.js';

const reasons: Record<KeptReason, (input: { count: string }) => string> = {
  moved: m.intake_kept_moved,
  followed_up: m.intake_kept_followed_up,
  owner_changed: m.intake_kept_owner_changed,
  edited: m.intake_kept_edited,
};

/** What taking an import back did: what went, what is as before, and how many leads stay and why. */
export function undoneWords({ removed, restored, kept }: UndoneImport, count: (n: number) => string): string[] {
  const words = [m.intake_undone({ removed: count(removed), restored: count(restored) })];
  const total = keptReasons.reduce((sum, reason) => sum + (kept[reason] ?? 0), 0);
  if (total > 0) {
    const why = keptReasons.flatMap((reason) =>
      kept[reason] ? [reasons[reason]({ count: count(kept[reason]) })] : [],
    );
    words.push(m.intake_kept({ count: count(total), reasons: why.join(m.shell_list_join()) }));
  }
  return words;
}
