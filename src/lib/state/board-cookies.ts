/** Small choices that the server reads before the first paint. No secrets. */
export const BOARD_COOKIE = 'tideboard_board';
export const DENSITY_COOKIE = 'tideboard_density';

export function keepChoice(name: string, value: string): void {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax`;
}
