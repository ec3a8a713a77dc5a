import { readArgs, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  name: 'stop',
  summary: 'ends the server that uses the data, as SIGTERM does',
  usage: '',
  // eslint-disable-next-line @typescript-eslint/require-await
  run: async (cli) => {
    readArgs(command, cli.args, {});
    if (!cli.server) {
      cli.print('No server runs on this data.');
      cli.result({ stopped: false });
      return;
    }
    cli.print(`Ending the server (process ${process.pid}): it finishes what is under way.`);
    cli.result({ stopped: true, pid: process.pid });
    cli.server.stop();
  },
};
