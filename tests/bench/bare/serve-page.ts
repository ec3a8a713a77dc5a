import { readFileSync, rmSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Builds the bare virtualised page and serves it with so many plain cards. */
export async function servePage(count: number): Promise<{ url: string; compressedBytes: number; close(): void }> {
  const outDir = mkdtempSync(join(tmpdir(), 'tideboard-bare-page-'));
  const root = join(import.meta.dirname, 'page');
  await build({
    root,
    base: './',
    configFile: false,
    logLevel: 'error',
    plugins: [svelte({ configFile: false })],
    build: { outDir, emptyOutDir: true },
  });
  const cards = Array.from({ length: count }, (_, i) => ({
    id: `card-${i}`,
    stage: i % 4,
    name: `Card ${i}`,
    company: `Company ${i % 997}`,
    amount: (i * 7919) % 90_000,
  }));
  const body = gzipSync(JSON.stringify(cards));
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    if (path === '/cards.json') {
      response.setHeader('content-encoding', 'gzip');
      response.setHeader('content-type', 'application/json');
      return void response.end(body);
    }
    const file = resolve(outDir, `.${path === '/' ? '/index.html' : path}`);
    try {
      const content = readFileSync(file);
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
      response.end(content);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the bare page has no address');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    compressedBytes: body.length,
    close: () => {
      server.close();
      server.closeAllConnections();
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}
