import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { currentApp } from './runtime.ts';

/**
 * The shell that owns the port. It imports no application code: the bundle holds the application, loaded once through
 * SvelteKit's graph (src/hooks.server.ts); importing it here as well would give two databases and two buses.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    host: { type: 'string' },
    data: { type: 'string' },
    demo: { type: 'boolean' },
    quiet: { type: 'boolean' },
  },
});
if (values.port) process.env['TIDEBOARD_PORT'] = values.port;
if (values.host) process.env['TIDEBOARD_HOST'] = values.host;
if (values.data) process.env['TIDEBOARD_DATA'] = values.data;
if (values.demo) process.env['TIDEBOARD_DEMO'] = 'true';
if (values.quiet) process.env['TIDEBOARD_QUIET'] = 'true';

const GRACE_MS = 10_000;
const PARENT_CHECK_MS = 1_000;
/** Bytes of one request body; uploads of files go in pieces below this. */
process.env['BODY_SIZE_LIMIT'] ??= '32M';

const port = Number(process.env['TIDEBOARD_PORT'] ?? 3000);
const host = process.env['TIDEBOARD_HOST'] ?? '127.0.0.1';
process.env['ORIGIN'] ||= undefined;
// Without a proxy the page's own address is the origin; forms answer 403 when SvelteKit assumes https.
if (!process.env['ORIGIN']) process.env['PROTOCOL_HEADER'] ??= 'x-forwarded-proto';

interface Handler {
  handler: (request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => void;
}

async function main(): Promise<void> {
  const { handler } = (await import(new URL('../build/handler.js', import.meta.url).href)) as Handler;
  const app = await currentApp();
  if (!app) throw new Error('the build started no application');

  const server = createServer((request, response) => {
    request.headers['x-forwarded-proto'] ??= 'http';
    handler(request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    if (!app.handleUpgrade(request, socket, head)) socket.destroy();
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') {
      console.error(`Port ${port} is taken. Stop what uses it, or choose another: --port ${port + 1}`);
    } else console.error(error.message);
    void app.close('shutdown').finally(() => process.exit(1));
  });
  server.listen(port, host, () => void app.announce(`http://${host}:${port}`));

  let closing = false;
  const close = (signal: string) => {
    if (closing) return;
    closing = true;
    app.context.log.info({ signal }, 'shutting down');
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    server.close();
    server.closeIdleConnections();
    void app.close('shutdown').then(() => process.exit(0));
  };
  process.on('SIGTERM', () => close('SIGTERM'));
  process.on('SIGINT', () => close('SIGINT'));
  // A starter that was killed cannot pass the signal on; its orphan must not keep the port and the data.
  const parent = process.ppid;
  if (process.env['TIDEBOARD_PARENT']) {
    setInterval(() => process.ppid !== parent && close('parent ended'), PARENT_CHECK_MS).unref();
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
