import { createServer } from 'node:net';
import { Refusal } from './refusal.mjs';

/**
 * Refuses early when somebody else listens on the port: installing, building and making a sample take a minute, and the
 * server would find out only afterwards.
 *
 * @param {number} port
 * @param {string} host
 * @param {string} command to be shown in the advice
 */
export async function refuseTakenPort(port, host, command) {
  if (port === 0) return;
  const failure = await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
  const code = /** @type {NodeJS.ErrnoException | null} */ (failure)?.code;
  if (code === 'EADDRINUSE') {
    throw new Refusal(
      `Port ${port} is taken by another program.`,
      `End that program, or choose another port:  ${command} -- --port ${port + 1}`,
    );
  }
  if (code === 'EACCES') {
    throw new Refusal(
      `This user may not listen on port ${port}.`,
      `Choose a port above 1023:  ${command} -- --port 3000`,
    );
  }
}
