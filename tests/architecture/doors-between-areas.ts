/**
 * What an area of `src/lib/server` offers to the other areas: everything else in its folder is its inside. A module belongs
 * here when the other areas must use it inside their own transaction, so that neither an event nor the floor below will do.
 * Each row says why. Before adding one, look whether a pure rule (domain), a stream event or a job would serve.
 */
export const doors: { module: string; why: string }[] = [
  { module: 'access/audit.ts', why: 'an act and its line in the audit log are one transaction' },
  { module: 'access/edit-person.ts', why: 'a new password is a change of the person' },
  { module: 'access/person-now.ts', why: 'who may receive a lead is asked under the lock of that person' },
  { module: 'access/workspace-event.ts', why: 'a change of rights or lists tells every open screen' },
  { module: 'access/workspace-settings.ts', why: 'time zone and currency of the workspace count everywhere' },
  { module: 'auth/one-time-links.ts', why: 'a new person gets the link for a first password with the same command' },
  { module: 'auth/secret-token.ts', why: 'the address of a wall is a secret, stored like the others' },
  { module: 'auth/sessions.ts', why: 'disabling a person ends his sessions in the same transaction' },
  { module: 'board/board-config.ts', why: 'stages and pools of a board, read once per transaction' },
  { module: 'board/boards-list.ts', why: 'the workspace view lists the boards' },
  { module: 'board/create-board.ts', why: 'the set-up makes the first board' },
  { module: 'board/create-lead.ts', why: 'an import makes leads by the same write as a person' },
  { module: 'board/each-lead.ts', why: 'a batch answers per lead, whichever command it runs' },
  { module: 'board/hold-board-config.ts', why: 'a changed pool or list is a change of the board' },
  { module: 'board/lead-event.ts', why: 'a batch in the background appends one event per chunk' },
  { module: 'board/lead-row.ts', why: 'the lead as stored, which every command reads and changes' },
  { module: 'board/remove-leads.ts', why: 'undoing an import takes its leads away again' },
  { module: 'board/save-leads.ts', why: 'the only writer of leads: row, clock, figures, history, event' },
  { module: 'board/saved-views.ts', why: 'the workspace view lists them' },
  { module: 'board/starting-lists.ts', why: 'the set-up makes the first board' },
  { module: 'board/take-board.ts', why: 'whoever changes leads takes the board first' },
  { module: 'followup/lead-timeline.ts', why: 'the drawer shows one lead whole, from one read' },
  { module: 'intake/add-customer.ts', why: 'a lead entered by hand needs its customer' },
  { module: 'intake/customer-leads.ts', why: 'a name is changed on all leads of a customer in one transaction' },
  { module: 'intake/index-lead.ts', why: 'search terms change with the fields they are made of' },
  { module: 'metrics/apply-contributions.ts', why: 'figures change with the lead, in the same write' },
  {
    module: 'metrics/recount-figures.ts',
    why: 'another order of stages means other figures: the same write begins the recount',
  },
  { module: 'ownership/check-may-receive.ts', why: 'capacity and cool-down bind on every path to an owner' },
  { module: 'ownership/lead-ownership.ts', why: 'the drawer shows one lead whole, from one read' },
  { module: 'ownership/masked-identities.ts', why: 'the drawer shows one lead whole, masked as its pool says' },
  { module: 'ownership/notices.ts', why: 'the workspace view counts the unread ones' },
  { module: 'ownership/set-clock.ts', why: 'whatever changes a fact of a lead recomputes its clock' },
  { module: 'ownership/spells.ts', why: 'a spell begins and ends with the lead that is created, won or lost' },
];

/**
 * Components that an area lends to another. `ui` (controls) and `shell` (the frame around every page) are no areas: each area
 * may use them.
 */
export const componentDoors: { module: string; why: string }[] = [
  { module: 'board/ClockPill.svelte', why: 'a clock looks the same wherever its lead is shown' },
  { module: 'board/OwnershipClock.svelte', why: 'a clock looks the same wherever its lead is shown' },
  { module: 'board/amounts.ts', why: 'an amount reads the same wherever its lead is shown' },
  { module: 'board/lead-card.ts', why: 'the drawer says of a lead what its card says' },
  { module: 'board/IntentBars.svelte', why: 'intent looks the same wherever its lead is shown' },
  { module: 'lead/refusals.ts', why: 'a refused command is put into words once, whichever dialog sent it' },
  { module: 'ownership/allowance.svelte.ts', why: 'the drawer of a pooled lead offers the same claim as the pool' },
  {
    module: 'ownership/hand-over.ts',
    why: 'extend, transfer and release are asked for in the same way in drawer and pool',
  },
  {
    module: 'ownership/HandOverDialog.svelte',
    why: 'leads are handed over by the same dialog in drawer, pool and list',
  },
  { module: 'ownership/ProtectDialog.svelte', why: 'the drawer protects a lead, which is a rule of ownership' },
  {
    module: 'lead/ownership-words.ts',
    why: 'why a lead was recycled is said in the same words in drawer, pool and inbox',
  },
  {
    module: 'ownership/pooled-why.ts',
    why: 'why a lead lies in the pool is said in the same words in drawer and pool',
  },
];
