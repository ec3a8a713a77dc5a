const OWN_ACCOUNT = 'a person’s own account, named by the session that asks and by nothing else';
const BY_LINK = 'whoever holds the one-time link, of which only a hash is kept; it works once and ends';

/** Doors that ask no policy, each with the reason why it need not. Reviewed: a new one is a decision, not a habit. */
export const openDoors: Readonly<Record<string, string>> = {
  '+page.server.ts load': 'sends on to the board or to the sign-in, and shows nothing',
  'healthz/+server.ts GET': 'says that the process is up, for whoever watches it',
  'readyz/+server.ts GET': 'says whether this server can work, for load balancers; no data',
  'metrics/+server.ts GET': 'this machine, or the token of the configuration: may-read-metrics.ts; no personal data',
  'api/mutate/+server.ts POST': 'runs commands by name; each is a door of its own in this list',
  'src/lib/server/command-list.ts commands.markNoticesRead': 'one’s own inbox, by the person who is signed in',

  '(auth)/+layout.server.ts load': 'the frame of the sign-in pages: time, zone and language',
  '(auth)/sign-in/+page.server.ts load': 'where everybody begins; tells whether it is a demo or not set up',
  '(auth)/sign-in/+page.server.ts actions.enter': 'address and password, counted and throttled (X3)',
  '(auth)/sign-in/+page.server.ts actions.demo': 'sign-ins of a demo, which only a demo’s data folder offers',
  '(auth)/setup/[token]/+page.server.ts load': BY_LINK,
  '(auth)/setup/[token]/+page.server.ts actions.default': BY_LINK,
  '(auth)/password/[token]/+page.server.ts load': BY_LINK,
  '(auth)/password/[token]/+page.server.ts actions.default': BY_LINK,
  '(auth)/sign-out/+server.ts POST': 'ends the session that asks, known or not',
  '(auth)/sign-out/+server.ts GET': 'sends on to the start, and signs nobody out',

  '(app)/board/+page.server.ts load': 'sends on to a board of the workspace view, which holds those he may see',
  '(app)/board/[boardId]/+page.server.ts load': 'knows the boards of the workspace view only, which asks the policy',
  '(app)/settings/+layout.server.ts load': 'the frame of the settings: own role, currency and time',
  '(app)/settings/+page.server.ts load': 'sends on to one’s own account, and shows nothing',
  '(app)/settings/account/+page.server.ts load': OWN_ACCOUNT,
  '(app)/settings/account/+page.server.ts actions.preferences': OWN_ACCOUNT,
  '(app)/settings/account/+page.server.ts actions.password': OWN_ACCOUNT,
  '(app)/settings/account/+page.server.ts actions.endSession': OWN_ACCOUNT,
  '(app)/settings/account/+page.server.ts actions.endAll': OWN_ACCOUNT,
};
