import fs from 'node:fs'
import net from 'node:net'
import type { PairWorld } from '../demo/pair-world.ts'
import type { Role } from '../demo/world-plan.ts'
import { markedProcesses } from '../demo/world-processes.ts'

/** What serves on one server of a pair, asked of the computer and not of the product. */

const service = /^(?:switching-service|sip-registrar|voice-mail-server) ([\d.]+):/

const commandLine = (pid: number): string => {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** The processes of its controlled services: "switching-service 127.0.0.1:5038". */
export const runningServices = (world: PairWorld, role: Role): string[] =>
  markedProcesses(world.folder)
    .map(commandLine)
    .filter((line) => service.exec(line)?.[1] === world.servers[role].address)
    .sort()

const isOpen = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect({ host, port })
    const say = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.on('connect', () => say(true)).on('error', () => say(false))
  })

const ports = ['link', 'phonesHttp', 'switching', 'voiceMail'] as const

/** Its ports that take a connection; the guardian's is not among them: it is asked when the engine is gone. */
export const openPorts = async (world: PairWorld, role: Role): Promise<string[]> => {
  const { address } = world.servers[role]
  const open = await Promise.all(ports.map((name) => isOpen(address, world.ports[name])))
  return ports.filter((_, index) => open[index])
}
