export const themes = ['light', 'dark', 'auto'] as const;
export type Theme = (typeof themes)[number];

/** The server reads it to write `data-theme` before the first paint. */
export const THEME_COOKIE = 'tideboard_theme';

export const isTheme = (value: unknown): value is Theme => themes.includes(value as Theme);

/** Shows a theme at once and keeps it for a year. `auto` follows the machine as it is now and at the next load. */
export function applyTheme(theme: Theme): void {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = theme === 'auto' ? (dark ? 'dark' : 'light') : theme;
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=31536000; samesite=lax`;
}
