import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { shownPath } from './shown-path.ts';
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

/** How long requests under way may take to end, and after which time the process ends whatever still runs. */
const DRAIN_MS = 5_000;
const GRACE_MS = 10_000;
const PARENT_CHECK_MS = 1_000;
/** Bytes of one request body; uploads of files go in pieces below this. */
process.env['BODY_SIZE_LIMIT'] ??= '32M';

const port = Number(process.env['TIDEBOARD_PORT'] ?? 3000);
const host = process.env['TIDEBOARD_HOST'] ?? '127.0.0.1';
const behindProxy = ['true', '1', 'yes', 'on'].includes(process.env['TIDEBOARD_TRUST_PROXY'] ?? '');
// An empty setting means none.
if (!process.env['ORIGIN']) {
  delete process.env['ORIGIN'];
  // Without it the page's own address is the origin; forms answer 403 when SvelteKit assumes https.
  process.env['PROTOCOL_HEADER'] ??= 'x-forwarded-proto';
  if (behindProxy) process.env['HOST_HEADER'] ??= 'x-forwarded-host';
}
if (behindProxy) process.env['ADDRESS_HEADER'] ??= 'x-forwarded-for';

interface Handler {
  handler: (request: IncomingMessage, response: ServerResponse) => void;
}

async function main(): Promise<void> {
  const { handler } = (await import(new URL('../build/handler.js', import.meta.url).href)) as Handler;
  const app = await currentApp();
  if (!app) throw new Error('the build started no application');
  const { log } = app.context;

  let underWay = 0;
  let drained = () => {};
  const server = createServer((request, response) => {
    const started = performance.now();
    underWay++;
    response.once('close', () => {
      if (--underWay === 0) drained();
      const ms = Math.round(performance.now() - started);
      log.debug({ method: request.method, path: shownPath(request.url), status: response.statusCode, ms }, 'request');
    });
    // What the browser says of the protocol counts only when a proxy that we trust said it.
    if (!behindProxy || !request.headers['x-forwarded-proto']) request.headers['x-forwarded-proto'] = 'http';
    if (behindProxy && !request.headers['x-forwarded-host']) request.headers['x-forwarded-host'] = request.headers.host;
    if (behindProxy && !request.headers['x-forwarded-for']) {
      request.headers['x-forwarded-for'] = request.socket.remoteAddress ?? '127.0.0.1';
    }
    handler(request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    if (closing || !app.handleUpgrade(request, socket, head)) socket.destroy();
  });
  server.once('error', (error: NodeJS.ErrnoException) => {
    console.error(cannotListen(error));
    void app.close('shutdown').finally(() => process.exit(1));
  });
  server.listen(port, host, () => {
    const address = server.address();
    const actual = typeof address === 'object' && address ? address.port : port;
    void app.announce(`http://${host.includes(':') ? `[${host}]` : host}:${actual}`);
  });

  let closing = false;
  const close = async (reason: string) => {
    if (closing) {
      log.warn({ reason }, 'asked to end again: ending at once');
      process.exit(1);
    }
    closing = true;
    log.info({ reason }, 'ending: no more requests, finishing those under way');
    setTimeout(() => {
      log.warn('ending took too long: ending at once');
      process.exit(1);
    }, GRACE_MS).unref();
    server.close();
    server.closeIdleConnections();
    if (underWay > 0) {
      await new Promise<void>((resolve) => {
        drained = resolve;
        setTimeout(resolve, DRAIN_MS).unref();
      });
    }
    await app.close('shutdown');
    log.info('ended');
    process.exit(0);
  };
  const end = (reason: string) => {
    close(reason).catch((error: Error) => {
      log.error({ err: error }, 'ending failed');
      process.exit(1);
    });
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  // A starter that was killed cannot pass the signal on; its orphan must not keep the port and the data.
  const parent = process.ppid;
  if (process.env['TIDEBOARD_PARENT']) {
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      end('the starter ended');
    }, PARENT_CHECK_MS).unref();
  }
}

function cannotListen({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken. Stop what uses it, or choose another: --port ${port + 1}`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Choose one from 1024 up: --port 3000`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}. Choose another: --host 127.0.0.1, or --host 0.0.0.0 for all`;
    default:
      return message;
  }
}

/** What the reader can mend comes without a stack (operations/refusal.ts); by name, since the class is the bundle's. */
function complain(error: Error & { advice?: string }): void {
  console.error(error.name === 'Refusal' ? error.message : (error.stack ?? error.message));
  for (const line of error.advice?.split('\n') ?? []) if (line) console.error(`  ${line}`);
}

main().catch((error: Error) => {
  complain(error);
  process.exit(1);
});
