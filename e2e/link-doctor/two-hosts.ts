import { execFileSync } from 'node:child_process'
import { type LinkInProcess, startLinkProcess } from '../../electron/engine/link/fixtures/link-in-process.ts'
import { createNetwork, type Network } from '../fixtures/namespaces.ts'

/** Two hosts with a network of their own, and a link on each. */

export type Host = 'primary' | 'secondary'
export const addresses = { primary: '10.77.40.1', secondary: '10.77.40.2' } as const
export const PORT = 9640

export interface TwoHosts {
  readonly network: Network<Host>
  start(role: Host, peerAddress?: string): Promise<LinkInProcess>
  /** Both, the Primary first, when their link is up. */
  startBoth(): Promise<readonly [LinkInProcess, LinkInProcess]>
  /** The firewall of one host: a rule of nftables for what comes in. */
  firewall(host: Host, rule: string): void
}

export const onTwoHosts = async (act: (hosts: TwoHosts) => Promise<void>): Promise<void> => {
  const network = createNetwork(addresses)
  const links: LinkInProcess[] = []
  const start: TwoHosts['start'] = async (role, peerAddress) => {
    const other = role === 'primary' ? 'secondary' : 'primary'
    const settings = {
      role,
      ownAddress: addresses[role],
      peerAddress: peerAddress ?? addresses[other],
      arbiter: '',
      port: PORT,
      key: 'correct horse battery staple',
      times: 'heartbeat 250',
    }
    const link = await startLinkProcess({ settings, heartbeatMs: 250, declareLostMs: 4_000 }, (argv) =>
      network.inside(role, argv),
    )
    links.push(link)
    return link
  }
  try {
    await act({
      network,
      start,
      startBoth: async () => {
        const both = [await start('primary'), await start('secondary')] as const
        await Promise.all(both.map((link) => link.until(({ state }) => state === 'up')))
        return both
      },
      firewall: (host, rule) => {
        const chain = ['chain input {', 'type filter hook input priority 0', rule, '}']
        const input = ['table ip firewall {', ...chain, '}', ''].join('\n')
        const [program = '', ...args] = network.inside(host, ['nft', '-f', '-'])
        execFileSync(program, args, { input })
      },
    })
  } finally {
    for (const link of links) await link.end()
    network.remove()
  }
}
