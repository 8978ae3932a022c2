import { randomBytes } from 'node:crypto'
import type { ServiceDefinition } from '../../../shared/contract/site.ts'
import type { Epoch } from '../../../shared/domain/epoch.ts'
import type { Clock, Log, Tick } from '../ports.ts'
import type { LedgerEntry, LedgerFile } from './ledger.ts'
import { bootId, findMembers, identify, MARK_VARIABLE } from './process-table.ts'
import { createCommandRunner } from './runners/command-runner.ts'
import { createProcessRunner } from './runners/process-runner.ts'
import type { Failing, ProcessState, Runner, RunnerWorld } from './runners/runner.ts'
import { askUnit, createUnitRunner } from './runners/unit-runner.ts'
import { stopRunners } from './stopping.ts'

/** Owns the controlled services of one guardian: starts, watches and ends them, and keeps the ledger. */
export interface Supervisor {
  /** Ends what an earlier guardian left; resolves with the last epoch when it is proved gone. */
  recover(): Promise<Epoch>
  /** Null: every service was started once and is in the ledger. Else why not; what was started stays. */
  start(epoch: Epoch): Promise<string | null>
  /** The same, for services that run already. */
  relabel(epoch: Epoch): Promise<string | null>
  /** Nothing starts from this call on; resolves when all is proved gone. */
  stop(from: Tick): Promise<void>
  /** Looks now whether nothing that only the active runs is running here, however it was started. */
  provesStopped(): Promise<boolean>
  states(): Record<string, ProcessState>
  /** The services that are restarted again and again. */
  failing(): (Failing & { readonly id: string })[]
  refresh(): Promise<void>
}

export interface SupervisorOptions {
  readonly services: () => readonly ServiceDefinition[]
  readonly stopLimitMs: () => number
  readonly ledger: LedgerFile
  readonly clock: Clock
  readonly log: Log
  /** The rules' answer, asked just before each process. */
  readonly mayStart: () => boolean
  readonly systemctlFile: string
}

const TOKEN_BYTES = 16

const newEntry = ({ id, runner }: ServiceDefinition): LedgerEntry => ({
  id,
  runner,
  token: randomBytes(TOKEN_BYTES).toString('hex'),
  pid: null,
  startTime: null,
})

const createRunner = (entry: LedgerEntry, world: RunnerWorld): Runner | null => {
  const { runner } = entry
  switch (runner.kind) {
    case 'process':
      return createProcessRunner(Object.assign(entry, { runner }), world)
    case 'unit':
      return createUnitRunner(Object.assign(entry, { runner }), world)
    case 'command':
      return createCommandRunner(Object.assign(entry, { runner }), world)
    case 'none':
      return null
  }
}

export const createSupervisor = (options: SupervisorOptions): Supervisor => {
  const { ledger, clock, log } = options
  const ownStart = identify(process.pid).startTime ?? 0
  let notBefore = ownStart
  let epoch: Epoch = 0
  /** What the ledger names: what runs, and what is about to. */
  let entries: readonly LedgerEntry[] = []
  /** What was started, in that order. */
  let runners: Runner[] = []
  /** Grows at every stop: whoever began before starts nothing more. */
  let round = 0

  const save = () => ledger.write({ bootId: bootId(), epoch, notBefore, entries: [...entries] })

  const worldOf = (entry: LedgerEntry, forEpoch: Epoch): RunnerWorld => {
    const begun = round
    return {
      log,
      environment: () => ({
        ...process.env,
        REDUNDANCY_EPOCH: String(forEpoch),
        [MARK_VARIABLE]: `${entry.id}-${entry.token}`,
      }),
      isWanted: () => begun === round,
      mayStart: () => begun === round && options.mayStart(),
      members: () => {
        const runner = runners.find((candidate) => candidate.entry === entry)
        return runner === undefined ? [] : (findMembers([runner.mark(notBefore)])[0] ?? [])
      },
      save,
      systemctlFile: options.systemctlFile,
    }
  }

  const runnersFor = (forEpoch: Epoch): Runner[] =>
    entries
      .map((entry) => createRunner(entry, worldOf(entry, forEpoch)))
      .filter((runner): runner is Runner => runner !== null)

  /** Null when durable, else one sentence. */
  const saved = async (): Promise<string | null> => {
    try {
      await save()
      return null
    } catch (error) {
      return `the ledger of started services cannot be written (${(error as Error).message})`
    }
  }

  const stop = async (from: Tick, limitMs: number) => {
    round += 1
    await stopRunners([...runners].reverse(), notBefore, from, limitMs, clock, log)
    runners = []
    entries = []
    notBefore = ownStart
    // Not waited for: a slow disk must not delay the word, and a ledger that names the dead does no harm.
    void saved().then((problem) => problem !== null && log.warn(problem))
  }

  return {
    recover: async () => {
      const left = await ledger.read()
      epoch = left.epoch
      notBefore = left.entries.length > 0 ? left.notBefore : ownStart
      entries = left.entries
      runners = runnersFor(left.epoch)
      if (runners.length === 0) {
        // While there is room for it: the first start may find a full disk.
        const problem = await saved()
        if (problem !== null) log.warn(problem)
        return epoch
      }
      const found = findMembers(runners.map((runner) => runner.mark(notBefore)))
      runners.forEach((runner, index) => {
        const members = found[index] ?? []
        for (const { pid } of members) {
          log.warn(`Ends process ${pid} of service ${runner.entry.id}, left behind by an earlier guardian.`)
        }
        if (runner.entry.runner.kind === 'process') runner.kill(members)
      })
      await stop(clock.now(), options.stopLimitMs())
      return epoch
    },
    start: async (next) => {
      const begun = round
      epoch = next
      entries = options.services().map(newEntry)
      const fresh = runnersFor(next)
      const notDurable = await saved()
      if (notDurable !== null) return notDurable
      if (begun !== round) return 'stopped meanwhile'
      for (const runner of fresh) {
        if (!options.mayStart()) return 'the deadline passed meanwhile'
        runners.push(runner)
        runner.start()
      }
      return saved()
    },
    relabel: (next) => {
      epoch = next
      return saved()
    },
    stop: (from) => stop(from, options.stopLimitMs()),
    provesStopped: async () => {
      if (runners.length > 0) return false
      const units = options.services().flatMap(({ runner }) => (runner.kind === 'unit' ? [runner.unit] : []))
      const statuses = await Promise.all(units.map((unit) => askUnit(options.systemctlFile, unit)))
      return statuses.every((status) => status.isProvedStopped) && runners.length === 0
    },
    states: () => {
      const states: Record<string, ProcessState> = {}
      for (const { id } of options.services()) {
        states[id] = runners.find(({ entry }) => entry.id === id)?.state() ?? 'stopped'
      }
      return states
    },
    failing: () =>
      runners.flatMap((runner) => {
        const failing = runner.failing()
        return failing === null ? [] : [{ id: runner.entry.id, ...failing }]
      }),
    refresh: async () => {
      await Promise.all(runners.map((runner) => runner.refresh()))
    },
  }
}
