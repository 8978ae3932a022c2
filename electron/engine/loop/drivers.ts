import type { RedundancySettings } from '../../../shared/contract/settings.ts'
import type { Site } from '../../../shared/contract/site.ts'
import type { Happening } from '../../../shared/core/step-types.ts'
import { arbiterName, type OnCut } from '../../../shared/domain/on-cut.ts'
import { timesText } from '../../../shared/domain/relied-times.ts'
import { otherRole } from '../../../shared/domain/roles.ts'
import type { Timing } from '../../../shared/domain/timing.ts'
import { createGuardian, type GuardianClient, type GuardianOptions } from '../guardian/client.ts'
import { createLineSwitch } from '../line-switch/line-switch.ts'
import { createLink } from '../link/link.ts'
import type { Clock, LineSwitch, Link, LinkProblem, Log, Replicator, ServiceWatch } from '../ports.ts'
import { createReplicator } from '../replication/replication.ts'
import { createServiceWatch } from '../services/services.ts'
import { createSurroundings, type Surroundings } from '../surroundings/surroundings.ts'

/** The drivers of an enabled pair, wired to the loop's inputs. */
export interface Drivers {
  readonly link: Link
  readonly lineSwitch: LineSwitch | null
  readonly guardian: GuardianClient
  readonly replicator: Replicator
  readonly watch: ServiceWatch
  readonly surroundings: Surroundings
  /** Redundancy was disabled on the active: its services go on alone, all else ends. */
  serveAlone(): Promise<void>
  /** Another Redundancy Key for the link and the guardian's word; services and control are not touched. */
  setKey(key: string): Promise<void>
  close(): Promise<void>
  /** Ends all but the guardian, whose services run on for the next pair; null: it ended meanwhile. */
  closeButGuardian(): Promise<GuardianClient | null>
}

export interface DriverOptions {
  readonly dataDir: string
  readonly settings: RedundancySettings
  readonly key: string
  readonly site: Site
  /** In use, for a pair without an A/B switch. */
  readonly onCut: OnCut | null
  readonly timing: Timing
  readonly version: string
  readonly nodePath: string
  readonly guardianFile: string
  readonly replicationWorkerFile: string
  readonly wasUpdated: boolean
  /** Redundancy is disabled here and this server goes on serving: no link, no copying. */
  readonly isAlone: boolean
  /** The guardian of the services that run already; null: a new one. */
  readonly guardian: GuardianClient | null
  readonly clock: Clock
  readonly log: Log
  readonly input: (happening: Happening) => void
  /** The decision record cannot be written. */
  readonly isRecordStuck: () => boolean
  /** The main thread of this process stands still. */
  readonly isHostStuck: () => boolean
  readonly linkProblem: (problem: LinkProblem | null, clockSkewMs: number) => void
}

const GUARDIAN_RETRY_MS = 1_000
const LEAST_PROBE_MS = 250

export const ownAddress = (settings: RedundancySettings): string =>
  settings.role === 'primary' ? settings.primaryAddress : settings.secondaryAddress

const peerAddress = (settings: RedundancySettings): string =>
  otherRole(settings.role) === 'primary' ? settings.primaryAddress : settings.secondaryAddress

export const openDrivers = (options: DriverOptions): Drivers => {
  const { settings, site, timing, clock, log, input } = options
  const { role, lineSwitchAddress } = settings
  const own = ownAddress(settings)
  const peer = peerAddress(settings)
  let isClosed = false
  /** The guardian lives on for the next pair. */
  let isHandedOn = false
  let guardianRetry: NodeJS.Timeout | null = null

  const link = createLink({
    settings: {
      role,
      ownAddress: own,
      peerAddress: peer,
      arbiter: arbiterName(lineSwitchAddress, options.onCut),
      port: site.ports.link,
      key: options.key,
      times: timesText(timing),
    },
    dataDir: options.dataDir,
    clock,
    log,
    version: options.version,
    timing,
    isDiskFull: () => options.isRecordStuck() || replicator.view().problem?.code === 'diskFull',
    isHostStuck: options.isHostStuck,
    events: {
      up: ({ instance }) => input({ type: 'linkUp', instance }),
      down: () => input({ type: 'linkDown' }),
      message: (message) => input({ type: 'message', message }),
      problem: (problem) => options.linkProblem(problem, problem?.code === 'clockSkew' ? problem.skewMs : 0),
      bulk: (channel) => replicator.accept(channel),
      proofRefused: () => input({ type: 'proofRefused', what: `link:${peer}` }),
    },
  })

  const replicator = createReplicator({
    dataDir: options.dataDir,
    sets: site.replicatedSets,
    excludes: site.excludes,
    clock,
    log,
    openBulk: () => link.openBulk(),
    updatedWithinMs: site.updatedWithinMs,
    fullScanIntervalMs: site.fullScanIntervalMs,
    wasUpdated: options.wasUpdated,
    workerFile: options.replicationWorkerFile,
  })

  const word = { ownAddress: own, peerAddress: peer, port: site.ports.guardian, role }
  const guardianOptions: GuardianOptions = {
    nodePath: options.nodePath,
    guardianFile: options.guardianFile,
    dataDir: options.dataDir,
    services: site.services,
    timing: { stopLimitMs: timing.stopLimitMs, stuckMs: timing.stuckMs },
    enginePid: process.pid,
    clock,
    log,
    events: {
      started: (epoch) => input({ type: 'servicesStarted', epoch }),
      stopped: (epoch) => input({ type: 'servicesStopped', epoch }),
      refused: (epoch, why) => {
        log.warn(`The guardian refused to start the services of epoch ${epoch}: ${why}.`)
        input({ type: 'startRefused', epoch, why })
      },
      wordGiven: () => input({ type: 'wordGiven' }),
      gone: (detail) => {
        if (isHandedOn) {
          log.warn(`The guardian of the services is gone (${detail}).`)
          isHandedOn = false
          return
        }
        log.warn(`The guardian of the services is gone (${detail}); a new one is started.`)
        input({ type: 'guardianGone' })
        openGuardian()
      },
    },
    word: { ...word, key: options.key },
  }
  const guardian = options.guardian ?? createGuardian(guardianOptions)

  const openGuardian = (): void => {
    guardian.open().then(
      () => input({ type: 'guardianReady' }),
      (error: unknown) => {
        log.warn(error instanceof Error ? error.message : String(error))
        if (!isClosed) guardianRetry = setTimeout(openGuardian, GUARDIAN_RETRY_MS)
      },
    )
  }

  const watch = createServiceWatch({
    services: site.services,
    voiceMailProbe: site.voiceMailProbe,
    phonesUrl: site.phonesUrl,
    intervalMs: Math.max(LEAST_PROBE_MS, Math.min(1_000, timing.heartbeatMs)),
    clock,
    log,
    processState: (id) => guardian.processState(id),
  })

  const surroundings = createSurroundings({
    services: site.services,
    ownAddress: own,
    peerAddress: peer,
    gateway: site.gateway,
  })

  const lineSwitch =
    lineSwitchAddress === ''
      ? null
      : createLineSwitch({
          ...site.lineSwitch,
          address: lineSwitchAddress,
          ownAddress: own,
          clock,
          log,
        })

  const closeOthers = async (): Promise<void> => {
    isClosed = true
    if (guardianRetry !== null) clearTimeout(guardianRetry)
    watch.close()
    surroundings.close()
    lineSwitch?.close()
    await replicator.close()
    await link.close()
  }

  if (!options.isAlone) link.open()
  if (options.guardian === null) openGuardian()
  else {
    guardian.tellInstead(guardianOptions.events)
    void guardian.configure(guardianOptions)
  }
  return {
    link,
    lineSwitch,
    guardian,
    replicator,
    watch,
    surroundings,
    setKey: async (key) => {
      await guardian.configure({ ...guardianOptions, word: { ...word, key } })
      await link.setKey(key)
    },
    serveAlone: async () => {
      lineSwitch?.close()
      await replicator.close()
      await link.close()
    },
    close: async () => {
      await closeOthers()
      await guardian.close()
    },
    closeButGuardian: async () => {
      isHandedOn = true
      await closeOthers()
      return isHandedOn ? guardian : null
    },
  }
}
