import { spawnSync } from 'node:child_process'
import { desktopNeeds, findElectron } from './electron-runtime.ts'
import { root } from './entries.ts'

/** Whom the desktop tests run as when root starts them: Chromium has its sandbox only for others. */
export interface TestUser {
  readonly uid: number
  readonly gid: number
}
export const testUser = (): TestUser | null =>
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null

/** Null when they can run here, else what is missing, in one sentence. As root it is installed first. */
export const desktopTestsFault = async (print: (line: string) => void): Promise<string | null> => {
  const found = await findElectron(print)
  if (!found.ok) return found.sentence
  let missing = ''
  const say = (line: string): void => {
    if (line.startsWith('THE DESKTOP APP')) missing = line
    else print(line)
  }
  if ((await desktopNeeds(found.executable, { say })).missing.length > 0) return missing
  const user = testUser()
  if (user === null) return null
  const script = 'for (const file of process.argv.slice(1)) require("fs").accessSync(file)'
  const asked = spawnSync(process.execPath, ['-e', script, root, found.executable], { ...user, cwd: '/' })
  return asked.status === 0
    ? null
    : 'They run as the user nobody, who may not read this folder: give others the right to read it (chmod o+rX), or run the tests as an ordinary user.'
}
