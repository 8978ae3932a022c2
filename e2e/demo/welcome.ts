import type { PairWorld } from './pair-world.ts'

/** What a person reads when the pair runs: where to look, and what to try. */

export const endingKeys =
  's + Enter: status on the command line     q + Enter or Ctrl-C: end, and leave nothing behind'

const ofService = (world: PairWorld): { where: string; first: string; killed: string; again: string } => {
  const { admin } = world.ports
  const moved = admin === 9680 ? '' : `\n  (port 9680 is taken on this computer: ${admin} is used instead)`
  return {
    where: `
    Primary    ${world.link('primary') ?? ''}
    Secondary  ${world.link('secondary') ?? ''}
  (each link logs one browser on, once, within 10 minutes; l + Enter makes new ones)${moved}`,
    first: `1. Open both addresses, then Redundancy Administration: it shows the same on each.`,
    killed: `4. Kill the active server's engine (kill -9):   k + Enter   and watch the other take over.`,
    again: `5. Start the killed one again:                  r + Enter   It comes back as standby; nothing is lost.`,
  }
}

const ofDesktop: ReturnType<typeof ofService> = {
  where: `
  Each is a desktop app of its own with its engine inside. Two windows are open, perhaps one on top of the other;
  "This server" in each says whose it is.
  Closing a window ends nothing; Quit in its menu does, as on a real server, and says what ends.`,
  first: `1. In either app: System Management > Redundancy... shows its settings; the button Status there
       opens Redundancy Administration. It shows the same in both.`,
  killed: `4. Kill the active server's whole app (kill -9): k + Enter  and watch the other take over.`,
  again: `5. Start the killed one again:                  r + Enter   It comes back as standby; nothing is lost.
       (A service would be started again by the system; a killed desktop app is started by a person.)`,
}

export const welcome = (world: PairWorld): string => {
  const { ports, servers, made } = world
  const words = world.host.name === 'desktop' ? ofDesktop : ofService(world)
  return `
  Two servers of one telephone system are running on this computer.
${words.where}

  ${made.voiceMails} voice mails and ${made.configurationFiles} configuration files (${(made.bytes / 1e6).toFixed(0)} MB) are copied from the Primary
  to the Secondary now, and new messages keep coming in. Telephones are registered at ${servers.primary.address}:${ports.sip}.

  What to try
    ${words.first}
    2. When the Secondary says "Destination: Updated": press Manual Switch Over.
       In Control moves, the telephones follow, and replication reverses.
    3. Turn on automatic take-over on the standby:  a + Enter
    ${words.killed}
    ${words.again}

  ${endingKeys}
`
}
