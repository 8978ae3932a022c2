import path from 'node:path'
import type { Site } from '../../../shared/contract/site.ts'
import { linePasswordFault, replyPatternFault } from '../../../shared/domain/line-switch-settings.ts'
import { type TimingFault, timingFaults } from '../../../shared/domain/timing.ts'

/** What a schema cannot say: fields of `site.json` that contradict each other or the machine. Pure. */
export interface SiteFault {
  readonly field: string
  /** The end of a sentence that begins with the field. */
  readonly what: string
}

export const siteFaults = (site: Site, dataDir: string): SiteFault[] => [
  ...setFaults(site, dataDir),
  ...excludeFaults(site),
  ...serviceFaults(site),
  ...lineSwitchFaults(site),
  ...portFaults(site),
  ...timingFaults(site.timing).map((one) => ({
    field: `timing.${one.field}`,
    what: timingWords(site.timing, one),
  })),
]

const timingWords = (timing: Site['timing'], { field, least, because }: TimingFault): string => {
  const tooShort = `is ${timing[field]} ms`
  if (because.length === 0) return `${tooShort}: raise it to ${least} or more`
  const others = because.map((other) => `${other} ${timing[other]}`).join(' and ')
  return `${tooShort}, which is too short for ${others}: raise it to ${least} or more, or lower ${because.join(' or ')}`
}

/** The places of later entries that repeat an earlier one. */
const repeated = <T>(values: readonly T[]): number[] =>
  values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []))

const isInside = (inner: string, outer: string): boolean =>
  inner === outer || inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`)

const overlap = (one: string, other: string): boolean => isInside(one, other) || isInside(other, one)

const setFaults = (site: Site, dataDir: string): SiteFault[] => {
  const sets = site.replicatedSets
  const faults = repeated(sets.map((set) => set.id)).map((index) => ({
    field: `replicatedSets[${index}].id`,
    what: `repeats the id ${sets[index]?.id} of another set`,
  }))
  const paths = sets.map((set) => path.posix.normalize(set.path).replace(/(?<=.)\/$/, ''))
  for (const [index, own] of paths.entries()) {
    const field = `replicatedSets[${index}].path`
    if (!own.startsWith('/')) {
      faults.push({ field, what: 'must be an absolute path, beginning with "/"' })
      continue
    }
    if (own.includes('\0')) faults.push({ field, what: 'contains a NUL character' })
    if (overlap(own, dataDir)) {
      faults.push({ field, what: `overlaps the data folder ${dataDir}, which belongs to this server alone` })
    }
    const other = paths.findIndex((candidate, place) => place < index && overlap(own, candidate))
    if (other >= 0) faults.push({ field, what: `overlaps the folder of the set ${sets[other]?.id}` })
  }
  return faults
}

const excludeFaults = (site: Site): SiteFault[] =>
  site.excludes.flatMap((glob, index) =>
    glob.startsWith('/') || glob.split('/').includes('..')
      ? [{ field: `excludes[${index}]`, what: 'must be relative to a set: no leading "/" and no ".."' }]
      : [],
  )

const serviceFaults = (site: Site): SiteFault[] => {
  const { services } = site
  const faults = repeated(services.map((service) => service.id)).map((index) => ({
    field: `services[${index}].id`,
    what: `repeats the id ${services[index]?.id} of another service`,
  }))
  for (const [index, { runs, runner, probe }] of services.entries()) {
    const field = `services[${index}]`
    if (runner.kind === 'none' && runs === 'whenActive') {
      faults.push({
        field: `${field}.runner.kind`,
        what: 'is none, but a service that runs whenActive must be started and stopped by something',
      })
    }
    if (runner.kind === 'none' && probe.kind === 'process') {
      faults.push({
        field: `${field}.probe.kind`,
        what: 'is process, but with the runner none there is no process',
      })
    }
    if (runner.kind === 'process' && runner.cwd !== undefined && !path.posix.isAbsolute(runner.cwd)) {
      faults.push({ field: `${field}.runner.cwd`, what: 'must be an absolute path, beginning with "/"' })
    }
  }
  if (site.voiceMailProbe?.kind === 'process') {
    faults.push({
      field: 'voiceMailProbe.kind',
      what: 'must be tcp, http or sip: it has no process of its own',
    })
  }
  return faults
}

const lineSwitchFaults = (site: Site): SiteFault[] => {
  const { cards, password, replyPattern } = site.lineSwitch
  const faults = repeated(cards).map((index) => ({
    field: `lineSwitch.cards[${index}]`,
    what: `repeats the card ${cards[index]}`,
  }))
  const ofPassword = linePasswordFault(password)
  if (ofPassword !== null) faults.push({ field: 'lineSwitch.password', what: ofPassword })
  const ofPattern = replyPatternFault(replyPattern)
  if (ofPattern !== null) faults.push({ field: 'lineSwitch.replyPattern', what: ofPattern })
  return faults
}

const portFaults = (site: Site): SiteFault[] => {
  const ports = Object.entries(site.ports)
  return repeated(ports.map(([, port]) => port)).map((index) => ({
    field: `ports.${ports[index]?.[0]}`,
    what: `repeats the port ${ports[index]?.[1]} of another listener`,
  }))
}
