import fs from 'node:fs'

/** Which process is meant: an id is reused, an id with its start time and the machine's boot is not. */

/** New at every boot; empty where the system has none. */
export const bootId = (): string => {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}

/** State letter and start time (clock ticks since boot, field 22 of proc(5) stat); null when there is none. */
const statOf = (pid: number): { state: string; startTime: string } | null => {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The command name stands in parentheses and may contain anything, blanks and parentheses too.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', startTime: fields[19] ?? '' }
  } catch {
    return null
  }
}

export const startTimeOf = (pid: number): string | null => statOf(pid)?.startTime ?? null

const answersSignal = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** A dead process that nobody collected yet (a zombie) counts as dead. */
export const isProcessAlive = (pid: number, startTime: string): boolean => {
  if (!fs.existsSync('/proc/self/stat')) return answersSignal(pid)
  const stat = statOf(pid)
  return stat !== null && stat.state !== 'Z' && stat.state !== 'X' && stat.startTime === startTime
}
