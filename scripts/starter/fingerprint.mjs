import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * A short text that changes when a file below one of the paths appears, disappears or is written. Below folders it reads
 * sizes and times, not contents: 20 ms instead of a second at each start. A file that is named itself is read: the first
 * build writes project.inlang/settings.json again as it was, and by its time the second start would build once more.
 *
 * @param {string} root
 * @param {string[]} paths files or folders, relative to the root; what does not exist counts as absent
 * @param {(path: string) => boolean} [leaveOut] gets the path relative to the root, with `/`
 */
export function fingerprint(root, paths, leaveOut = () => false) {
  const hash = createHash('sha256');
  /** @param {string} file */
  const visit = (file) => {
    const path = relative(root, file).replaceAll('\\', '/');
    if (leaveOut(path)) return;
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(file).sort()) visit(join(file, name));
    } else {
      hash.update(`${path}\0${stat.size}\0${Math.round(stat.mtimeMs)}\n`);
    }
  };
  for (const path of paths) {
    const file = join(root, path);
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) hash.update(`${path}\0`).update(readFileSync(file));
    else visit(file);
  }
  return hash.digest('hex');
}

/** @param {string} file */
export function readStamp(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

/**
 * @param {string} file
 * @param {string} stamp
 */
export const writeStamp = (file, stamp) => writeFileSync(file, `${stamp}\n`);
