import type { Plugin } from 'vite';
import { currentApp } from './runtime.ts';

/** Development: hands upgrades to whichever application is current, and asks for a page once so that there is one. */
export function tideboardDevServer(): Plugin {
  return {
    name: 'tideboard:dev-server',
    apply: 'serve',
    configureServer(vite) {
      const { httpServer } = vite;
      if (!httpServer) return;
      httpServer.on('upgrade', (request, socket, head) => {
        // Vite's own socket carries this protocol.
        if (request.headers['sec-websocket-protocol']?.startsWith('vite')) return;
        void currentApp()?.then((app) => {
          if (!app.handleUpgrade(request, socket, head)) socket.destroy();
        });
      });
      httpServer.once('listening', () => {
        const address = httpServer.address();
        if (address === null || typeof address === 'string') return;
        const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
        void fetch(`http://${host}:${address.port}/healthz`).catch(() => {});
      });
    },
  };
}
