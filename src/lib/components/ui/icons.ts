/**
 * The symbol set: 16 × 16, stroke 1.5, round ends. Shapes are plain path data, so that an icon costs one or two cloned
 * nodes and needs no sprite in the page: a board shows about two thousand of them.
 */
export interface IconShape {
  /** Stroked path. */
  d?: string;
  /** Width of that stroke, when it is not 1.5. */
  width?: number;
  /** Path filled with the current colour. */
  solid?: string;
  /** Width of the stroke around the filled path; 0 without. */
  solidEdge?: number;
  /** Sign inside a filled shape, drawn in the colour behind the icon: `--icon-mark`, else this one. */
  mark?: string;
  markInk?: string;
  markWidth?: number;
}

function circle(cx: number, cy: number, r: number): string {
  return `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
}

function rect(x: number, y: number, width: number, height: number, r: number): string {
  const h = width - 2 * r;
  const v = height - 2 * r;
  return `M${x + r} ${y}h${h}a${r} ${r} 0 0 1 ${r} ${r}v${v}a${r} ${r} 0 0 1 ${-r} ${r}h${-h}a${r} ${r} 0 0 1 ${-r} ${-r}v${-v}a${r} ${r} 0 0 1 ${r} ${-r}z`;
}

export const icons = {
  // places
  board: { d: rect(2, 2.5, 3.4, 11, 1) + rect(6.3, 2.5, 3.4, 7.5, 1) + rect(10.6, 2.5, 3.4, 4.5, 1) },
  day: { d: 'M2.5 11.5h11M4.5 11.5a3.5 3.5 0 0 1 7 0M8 3v2M3 5.8l1.3 1.3M13 5.8l-1.3 1.3M5 14h6' },
  pool: {
    d: 'M1.5 5.5c1.6-1.6 2.8-1.6 4.4 0s2.8 1.6 4.3 0 2.8-1.6 4.3 0M1.5 10.5c1.6-1.6 2.8-1.6 4.4 0s2.8 1.6 4.3 0 2.8-1.6 4.3 0',
  },
  people: {
    d:
      circle(6, 5.5, 2.4) +
      'M1.8 13.2c.4-2.6 2-3.9 4.2-3.9s3.8 1.3 4.2 3.9M10.5 3.4a2.3 2.3 0 0 1 0 4.2M12 9.7c1.3.5 2 1.7 2.2 3.5',
  },
  chart: { d: 'M2.5 13.5h11M4.5 11V7.5M8 11V3M11.5 11V5.5' },
  rule: { d: 'M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6' + circle(10, 4.5, 1.9) + circle(6, 11.5, 1.9) },
  bell: { d: 'M3.5 11.5h9c-1-1-1.3-2-1.3-4.2a3.2 3.2 0 0 0-6.4 0c0 2.2-.3 3.2-1.3 4.2zM6.8 13.8h2.4' },
  gear: {
    d: circle(8, 8, 2.2) + 'M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4',
  },
  user: { d: circle(8, 5.3, 2.7) + 'M2.8 13.7c.5-3 2.5-4.4 5.2-4.4s4.7 1.4 5.2 4.4' },
  screen: { d: rect(1.8, 2.8, 12.4, 8.4, 1.5) + 'M5.5 13.8h5M8 11.2v2.6' },

  // clocks: the icon says which clock
  half: { d: circle(8, 8, 6), solid: 'M8 2a6 6 0 0 1 0 12z', solidEdge: 0 },
  triangle: {
    solid: 'M8 1.9 15 14H1z',
    solidEdge: 1,
    mark: 'M8 6.5v3.3M8 11.9v.1',
    markInk: 'var(--over-soft)',
    markWidth: 1.7,
  },
  octagon: {
    solid: 'M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z',
    solidEdge: 0,
    mark: 'M8 4.7v4M8 11v.1',
    markInk: 'var(--over-fill)',
    markWidth: 1.9,
  },
  pause: { d: 'M5.5 3.5v9M10.5 3.5v9', width: 2.2 },
  shield: { d: 'M8 1.9 13 3.8v3.7c0 3.1-2 5.4-5 6.6-3-1.2-5-3.5-5-6.6V3.8z' },
  check: { d: 'm3 8.5 3.3 3.3L13 4.8' },
  stopwatch: { d: circle(8, 9, 5) + 'M8 6.3V9M6.3 1.8h3.4M12.2 4.2l1 1' },
  clock: { d: circle(8, 8, 5.8) + 'M8 4.8V8l2.2 1.5' },

  // ways to follow up
  phone: {
    d: 'M4 2.2 6 2l1.2 3-1.5 1.3a8 8 0 0 0 4 4L11 8.8l3 1.2-.2 2c-.1 1-.9 1.8-1.9 1.7C6.8 13.3 2.7 9.2 2.3 4.1 2.2 3.1 3 2.3 4 2.2z',
  },
  chat: {
    d: 'M6.5 2.5c2.7 0 4.7 1.6 4.7 3.7S9.2 10 6.5 10c-.6 0-1.1-.1-1.6-.2L2.7 11l.5-2C2.2 8.3 1.8 7.3 1.8 6.2c0-2.1 2-3.7 4.7-3.7zM13 7.3c.8.6 1.2 1.4 1.2 2.3 0 .9-.4 1.7-1.1 2.3l.4 1.6-1.8-.9a5 5 0 0 1-3.6-.5',
  },
  mail: { d: rect(2, 3.5, 12, 9, 1.5) + 'M2.5 5l5.5 4 5.5-4' },
  pin: { d: 'M8 14s4.5-4.2 4.5-7.6A4.4 4.4 0 0 0 8 2a4.4 4.4 0 0 0-4.5 4.4C3.5 9.8 8 14 8 14z' + circle(8, 6.5, 1.5) },
  note: { d: 'M3 13.2V10.5L10.5 3 13 5.5 5.5 13zM9 4.5l2.5 2.5' },
  calendar: { d: rect(2.2, 3.2, 11.6, 10.6, 1.5) + 'M2.5 6.5h11M5.5 1.8v2.5M10.5 1.8v2.5' },
  file: { d: 'M4 1.8h5.2L12.5 5v9.2H4zM9 2v3.3h3.3' },

  // acts and states
  sync: {
    d: 'M13 6.5A5.2 5.2 0 0 0 3.5 5.2L2.5 6.5M3 9.5a5.2 5.2 0 0 0 9.5 1.3l1-1.3M2.5 3.5v3h3M13.5 12.5v-3h-3',
  },
  offline: { d: 'M5 4.5a4 4 0 0 1 6.7 2.2A2.9 2.9 0 0 1 13.5 11M11 12.5H5a3.1 3.1 0 0 1-1-6M2.5 2.5l11 11' },
  undo: { d: 'M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M5.8 3.5 2.8 6.5l3 3' },
  swap: { d: 'M2.5 5.5h10M9.5 2.5l3 3-3 3M13.5 10.5h-10M6.5 7.5l-3 3 3 3' },
  download: { d: 'M8 2.5v8M4.5 7.5 8 11l3.5-3.5M2.5 13.5h11' },
  upload: { d: 'M8 11V3M4.5 6.2 8 2.7l3.5 3.5M2.5 13.5h11' },
  search: { d: circle(7, 7, 4.3) + 'M10.3 10.3l3.5 3.5' },
  filter: { d: 'M2.5 4h11M4.5 8h7M6.5 12h3' },
  lock: { d: rect(3.2, 7, 9.6, 6.8, 1.5) + 'M5.3 7V5.2a2.7 2.7 0 0 1 5.4 0V7' },
  info: { d: circle(8, 8, 5.8) + 'M8 7.3v3.5M8 5v.1' },
  help: { d: circle(8, 8, 5.8) + 'M6.2 6.4a1.8 1.8 0 1 1 2.7 1.6c-.6.3-.9.7-.9 1.3M8 11.3v.1' },
  eye: { d: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8z' + circle(8, 8, 1.9) },
  eyeOff: { d: 'M2 8s2.3-4.2 6-4.2c1 0 2 .3 2.8.8M14 8s-2.3 4.2-6 4.2c-1 0-2-.3-2.8-.8M3 13.5l10-11' },
  flag: { d: 'M4 14V2.5M4 3h8l-1.8 2.8L12 8.5H4' },
  link: {
    d: 'M6.7 9.3 9.3 6.7M7.3 4.5l1.2-1.2a2.9 2.9 0 0 1 4.2 4.2l-1.2 1.2M8.7 11.5l-1.2 1.2a2.9 2.9 0 0 1-4.2-4.2l1.2-1.2',
  },
  play: { solid: 'M5 3v10l8-5z', solidEdge: 1.5 },
  trash: { d: 'M2.8 4.5h10.4M6.2 4.3V2.6h3.6v1.7M4.2 4.7l.6 8.8h6.4l.6-8.8M6.8 7.2v3.8M9.2 7.2v3.8' },
  signOut: { d: 'M6.5 2.5H3.3a.8.8 0 0 0-.8.8v9.4c0 .4.4.8.8.8h3.2M10 4.8 13.2 8 10 11.2M13 8H6.3' },
  sun: {
    d:
      circle(8, 8, 2.8) +
      'M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1',
  },
  moon: { d: 'M13.2 9.7A5.6 5.6 0 0 1 6.3 2.8a5.6 5.6 0 1 0 6.9 6.9z' },
  language: {
    d: circle(8, 8, 6) + 'M2 8h12M8 2c1.8 1.8 2.6 3.8 2.6 6S9.8 12.2 8 14c-1.8-1.8-2.6-3.8-2.6-6S6.2 3.8 8 2z',
  },
  keyboard: { d: rect(1.5, 4, 13, 8.5, 1.5) + 'M4.3 6.8h.01M6.8 6.8h.01M9.3 6.8h.01M11.8 6.8h.01M5 9.8h6' },

  // marks
  plus: { d: 'M8 3v10M3 8h10' },
  minus: { d: 'M3 8h10' },
  close: { d: 'm4 4 8 8M12 4l-8 8' },
  arrow: { d: 'M2.5 8h11M9.5 4l4 4-4 4' },
  down: { d: 'm4 6.2 4 4 4-4' },
  up: { d: 'm4 9.8 4-4 4 4' },
  right: { d: 'm6.2 4 4 4-4 4' },
  left: { d: 'm9.8 4-4 4 4 4' },
  more: { d: 'M3.5 8h.01M8 8h.01M12.5 8h.01', width: 2.4 },
  grip: { d: 'M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01', width: 2 },
  lines: { d: 'M2.5 3.5h11M2.5 6.5h11M2.5 9.5h11M2.5 12.5h11' },
} as const satisfies Record<string, IconShape>;

export type IconName = keyof typeof icons;
