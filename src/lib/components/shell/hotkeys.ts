/**
 * Whether a shortcut may act: not while somebody types, not with a modifier, not in a menu, a list or a question; a single
 * character not for a person who switched those off, since dictation and a slipping hand press them by accident (WCAG 2.1.4).
 */
export function isPlainKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return false;
  if (isCharacter(event) && !singleKeysOn()) return false;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return true;
  return !target.isContentEditable && !target.matches(ownKeys);
}

/** What a person types into, and what answers to keys itself. A question (`.tb-dialog`) is about nothing behind it. */
const ownKeys = 'input, textarea, select, [role="menu"] *, [role="listbox"] *, .tb-dialog, .tb-dialog *';

/** ⌘K on a Mac, Ctrl K elsewhere; also while typing. */
export const isPaletteKey = (event: KeyboardEvent): boolean =>
  event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey;

/** A letter, digit or sign. Space is none: it activates what has the focus, like Enter. */
const isCharacter = ({ key }: KeyboardEvent): boolean => [...key].length === 1 && key !== ' ';

const singleKeysOn = (): boolean => document.documentElement.dataset['singleKeys'] !== 'off';

/** For every page of this window, until said otherwise. */
export function useSingleKeys(on: boolean): void {
  if (on) delete document.documentElement.dataset['singleKeys'];
  else document.documentElement.dataset['singleKeys'] = 'off';
}
