/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage */

/**
 * Do the installed packages agree with the lockfile? Compares it with the one npm leaves in `node_modules` after each
 * complete install, so that a hand-run `npm ci` is not repeated. Packages for other platforms may be missing.
 *
 * @param {string} lockfile contents of package-lock.json
 * @param {string | null} installed contents of node_modules/.package-lock.json
 */
export function isInstalled(lockfile, installed) {
  if (installed === null) return false;
  const wanted = packagesOf(lockfile);
  const present = packagesOf(installed);
  for (const [path, { version, integrity, optional }] of Object.entries(wanted)) {
    if (path === '' || (optional && !present[path])) continue;
    if (present[path]?.version !== version || present[path]?.integrity !== integrity) return false;
  }
  return Object.keys(present).every((path) => path in wanted);
}

/**
 * @param {string} text
 * @returns {{ [path: string]: LockedPackage }}
 */
const packagesOf = (text) => JSON.parse(text).packages ?? {};
