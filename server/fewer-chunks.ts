import type { Plugin } from 'vite';

/** Modules that the same pages need go into one file; what is smaller than this joins its nearest neighbour. */
const SMALLEST_BYTES = 60_000;

const byPages = { entriesAware: true, minShareCount: 2 };
/** Never joined to what pages without a chart load: reading it in costs 60 ms. */
const CHARTS = /node_modules[\\/](layerchart|@layerstack|d3-|@dagrejs|date-fns|lodash|internmap|delaunator|robust-)/;

/**
 * The ground floor and zod, which its schemas are made with when they are read in: one file that imports no other. Cut
 * along pages they came to need each other, and whichever page read the wrong one first (the wall) died of it.
 */
const GROUND = /src[\\/]lib[\\/](contract|domain)[\\/]|node_modules[\\/](zod|temporal-polyfill)[\\/]/;

/**
 * Fewer files for the browser. Left alone, what pages share is cut along every set of pages that shares it: the board asked
 * for 77 scripts and 29 style sheets, and asking took longer than reading them.
 */
export function fewerChunks(): Plugin {
  return {
    name: 'tideboard:fewer-chunks',
    apply: 'build',
    outputOptions(options) {
      // The server reads its files from disk, and cuts them as it likes.
      if (this.environment.name !== 'client') return null;
      return {
        ...options,
        codeSplitting: {
          groups: [
            { ...byPages, name: 'charts', test: CHARTS, priority: 1 },
            { name: 'ground', test: GROUND, priority: 2, minShareCount: 2 },
            { ...byPages, name: 'shared', entriesAwareMergeThreshold: SMALLEST_BYTES },
          ],
        },
      };
    },
  };
}
