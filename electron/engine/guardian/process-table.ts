import fs from 'node:fs'

/**
 * Who is running on this host, read from `/proc` (proc(5)). Verified on Linux only; elsewhere a process is
 * known by its number alone and a service by its process group, so nothing finds a child that left it.
 */

const isLinux = process.platform === 'linux'

/** One process, told apart from a later one with the same number by its start (clock ticks since boot). */
export interface ProcessIdentity {
  readonly pid: number
  /** Null where the system does not tell. */
  readonly startTime: number | null
}

export interface ProcessEntry extends ProcessIdentity {
  readonly parent: number
  readonly session: number
}

/** How the processes of one service are recognised: the random token in their environment, or the session. */
export interface ProcessMark {
  readonly token: string
  readonly leader: ProcessIdentity | null
  /** Nothing that started before this can belong to it (clock ticks since boot). */
  readonly notBefore: number
}

/** The environment variable every process of a controlled service inherits: `<id>-<token>`. */
export const MARK_VARIABLE = 'REDUNDANCY_SERVICE'

/** Different after every boot: start times of another boot mean nothing. */
export const bootId = (): string => {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return 'unknown'
  }
}

/** Null when there is no such process, or only its body waiting to be collected (no thread of it runs). */
const readLinuxEntry = (pid: number): ProcessEntry | null => {
  let text: string
  try {
    text = fs.readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return null
  }
  // The name stands in brackets and may hold anything, brackets and spaces too.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const isDead = (fields[0] === 'Z' || fields[0] === 'X') && Number(fields[17]) <= 1
  if (isDead) return null
  return { pid, parent: Number(fields[1]), session: Number(fields[3]), startTime: Number(fields[19]) }
}

const answersToSignalZero = (target: number): boolean => {
  try {
    process.kill(target, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const readEntry = (pid: number): ProcessEntry | null => {
  if (isLinux) return readLinuxEntry(pid)
  return answersToSignalZero(pid) ? { pid, parent: 0, session: 0, startTime: null } : null
}

/** Must be called while `pid` is surely the process meant: oneself, or an own child not yet collected. */
export const identify = (pid: number): ProcessIdentity => {
  let startTime: number | null = null
  if (isLinux) {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'latin1')
    startTime = Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[19])
  }
  return { pid, startTime }
}

export const isAlive = (identity: ProcessIdentity): boolean => {
  const entry = readEntry(identity.pid)
  return entry !== null && entry.startTime === identity.startTime
}

/** Signals this very process, never a later one with its number. False: it is not there any more. */
export const signalProcess = (identity: ProcessIdentity, signal: NodeJS.Signals): boolean => {
  if (!isAlive(identity)) return false
  try {
    process.kill(identity.pid, signal)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const readEnvironment = (pid: number): string => {
  try {
    return fs.readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    return ''
  }
}

const KERNEL_THREADS = 2

const listEntries = (notBefore: number): ProcessEntry[] => {
  const entries: ProcessEntry[] = []
  for (const name of fs.readdirSync('/proc')) {
    const pid = Number(name)
    if (!Number.isInteger(pid) || pid === process.pid) continue
    const entry = readLinuxEntry(pid)
    if (entry === null || entry.parent === KERNEL_THREADS || (entry.startTime ?? 0) < notBefore) continue
    entries.push(entry)
  }
  return entries
}

const findOnLinux = (marks: readonly ProcessMark[]): ProcessEntry[][] => {
  const entries = listEntries(Math.min(...marks.map((mark) => mark.notBefore)))
  const byPid = new Map(entries.map((entry) => [entry.pid, entry]))
  const environments = new Map<number, string>()
  const environmentOf = (pid: number): string => {
    const known = environments.get(pid)
    if (known !== undefined) return known
    const read = readEnvironment(pid)
    environments.set(pid, read)
    return read
  }
  return marks.map((mark) => {
    // A session's number is free again once it is empty: a leader of another start means another session.
    const leader = mark.leader === null ? undefined : byPid.get(mark.leader.pid)
    const isSessionOurs =
      mark.leader !== null && (leader === undefined || leader.startTime === mark.leader.startTime)
    const members = new Map<number, ProcessEntry>()
    for (const entry of entries) {
      if ((entry.startTime ?? 0) < mark.notBefore) continue
      if (
        (isSessionOurs && entry.session === mark.leader?.pid) ||
        environmentOf(entry.pid).includes(mark.token)
      ) {
        members.set(entry.pid, entry)
      }
    }
    // A child that left the session and cleaned its environment is still somebody's child.
    for (let before = -1; before !== members.size; ) {
      before = members.size
      for (const entry of entries) if (members.has(entry.parent)) members.set(entry.pid, entry)
    }
    return [...members.values()]
  })
}

/**
 * The living processes of each mark, in the marks' order. Found by session, by the token in the environment
 * and by descent; what escapes is a process that did all three: own session, cleaned environment, orphaned.
 */
export const findMembers = (marks: readonly ProcessMark[]): ProcessEntry[][] => {
  if (marks.length === 0) return []
  if (isLinux) return findOnLinux(marks)
  return marks.map(({ leader }) =>
    leader !== null && answersToSignalZero(-leader.pid)
      ? [{ pid: -leader.pid, parent: 0, session: 0, startTime: null }]
      : [],
  )
}
