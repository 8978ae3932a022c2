import fs from 'node:fs'

/**
 * A desktop app has sockets that its children get along, meant or not, among them those to the processes of its
 * windows. As long as somebody holds them, these processes outlive a killed app. Called before this process opens
 * any of its own. Linux only; elsewhere there is nothing to look at.
 */
export const closeInheritedSockets = (): void => {
  const table = '/proc/self/fd'
  if (!fs.existsSync(table)) return
  for (const name of fs.readdirSync(table)) {
    const descriptor = Number(name)
    if (descriptor <= 2) continue
    try {
      if (fs.readlinkSync(`${table}/${name}`).startsWith('socket:')) fs.closeSync(descriptor)
    } catch {
      // The one that read the table is gone already.
    }
  }
}
