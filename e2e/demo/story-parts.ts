import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { Status } from '../../shared/contract/status.ts'
import { statedTimes, takeOverBound } from './auditor-bound.ts'
import { checkLedger, contentsBelow, type LedgerEntry, readLedger } from './auditor-ledger.ts'
import { nowMs } from './clock.ts'
import type { CommandResult } from './product.ts'
import { must, mustBecomeIdentical, type Story, seconds } from './story.ts'
import { otherRole, type Role, roles, sideOf } from './world-plan.ts'

/** The acts of the story, each usable more than once. */

const PLANNED_LIMIT_MS = 5_000
const SETTLE_MS = 60_000
/** `updatedWithinMs`: older changes are on the standby of a pair that is Updated. */
const UPDATED_WITHIN_MS = 10_000
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const said = (result: CommandResult): string[] => `${result.stdout}\n${result.stderr}`.trim().split('\n')
const mustSucceed = (what: string, result: CommandResult) =>
  must(result.code === 0, `${what} was refused (exit ${result.code}).`, said(result))

const replicaOf = (status: Status, role: Role) => status[role].replication.state

/** Waits until the product itself says `Destination: Updated` on a standby. */
export const mustBecomeUpdated = async (story: Story, standby: Role, withinMs: number): Promise<void> => {
  const seen = await story.world.waitForStatus(
    standby,
    (status) => replicaOf(status, standby) === 'destinationUpdated',
    withinMs,
  )
  must(seen !== null, `The ${standby} did not become Destination: Updated in ${seconds(withinMs)}.`)
}

/** Services on this side only, the box on it, nothing on the other. */
export const mustServe = async (
  story: Story,
  role: Role,
  sinceMs: number,
  withinMs: number,
): Promise<number> => {
  const { auditor } = story
  const upMs = await auditor.waitUntilUp(sideOf(role), sinceMs, withinMs)
  must(upMs !== null, `The services of the ${role} did not answer within ${seconds(withinMs)}.`)
  must(
    await auditor.waitForBox(sideOf(role), 2_000),
    `The box is on ${auditor.box()}, not on ${sideOf(role)}.`,
  )
  const isAlone = await auditor.waitUntilDown(sideOf(otherRole(role)), 2_000)
  must(isAlone, `Services of the ${otherRole(role)} still answer.`)
  must(auditor.restFaults().length === 0, auditor.restFaults().join('; '))
  return upMs ?? Number.NaN
}

export const armStandby = async (story: Story, standby: Role): Promise<string> => {
  const may = await story.world.waitForStatus(standby, (status) => status.automatic.canArm, SETTLE_MS)
  must(may !== null, `Automatic take-over cannot be turned on on the ${standby}.`)
  mustSucceed('Turning automatic take-over on', await story.world.cli(standby, ['arm']))
  const armed = await story.world.waitForStatus(standby, (status) => status.automatic.armed, 10_000)
  must(armed !== null, `The ${standby} accepted the command and is still not armed.`)
  return `automatic take-over is on at the ${standby} (standby)`
}

/** What a server's voice mail acknowledged, without what is known to be lost. */
const ledgerOf = (story: Story, role: Role): LedgerEntry[] =>
  readLedger(story.world.servers[role].ledger).filter((entry) => !story.lost.has(entry.path))

/** Lets callers leave messages until `count` more are acknowledged. */
const takeCalls = async (story: Story, active: Role, count: number): Promise<void> => {
  const before = ledgerOf(story, active).length
  story.world.setCalls(20)
  for (const until = nowMs() + 20_000; ledgerOf(story, active).length < before + count; await pause(50)) {
    must(nowMs() < until, `The voice-mail server of the ${active} takes no messages.`)
  }
}

const namesOf = (entries: readonly LedgerEntry[]): string =>
  entries
    .slice(0, 5)
    .map((entry) => path.basename(entry.path))
    .join(', ') + (entries.length > 5 ? ', ...' : '')

const HOME_MS = 20_000

/** What a registrar itself says of its telephones; none while it does not answer. */
const askRegistrar = async (url: string): Promise<{ expected: string[]; registered: string[] }> => {
  try {
    return (await (await fetch(url)).json()) as { expected: string[]; registered: string[] }
  } catch {
    return { expected: ['the registrar does not answer'], registered: [] }
  }
}

export const telephonesAreHome = async (story: Story, active: Role): Promise<string> => {
  const { servers, ports } = story.world
  const url = `http://${servers[active].address}:${ports.phonesHttp}/`
  for (const startMs = nowMs(); ; await pause(100)) {
    const { expected, registered } = await askRegistrar(url)
    if (registered.length === expected.length) {
      return `${registered.length} of ${expected.length} are registered at the ${active}`
    }
    const away = expected.filter((name) => !registered.includes(name))
    must(nowMs() < startMs + HOME_MS, `Telephones are away after ${seconds(HOME_MS)}.`, away)
  }
}

/** A planned switch-over by command while messages are being taken. */
export const switchWhileWriting = async (story: Story, from: Role): Promise<void> => {
  const { world } = story
  const to = otherRole(from)
  let pressMs = 0
  await story.step(`switch-over ${from} -> ${to} while messages are written`, async () => {
    const can = await world.waitForStatus(from, (status) => status.manualSwitchOver.allowed, SETTLE_MS)
    must(can !== null, 'Manual Switch Over is not allowed.')
    await takeCalls(story, from, 30)
    pressMs = nowMs()
    const command = world.cli(from, ['switch-over', '--wait'])
    const upMs = await mustServe(story, to, pressMs, 20_000)
    mustSucceed('The switch-over', await command)
    const tookMs = upMs - pressMs
    must(tookMs < PLANNED_LIMIT_MS, `It took ${seconds(tookMs)}, more than ${seconds(PLANNED_LIMIT_MS)}.`)
    return `${seconds(tookMs)} from the press to the services of the ${to} answering (limit ${seconds(PLANNED_LIMIT_MS)}), box on ${sideOf(to)}`
  })
  await story.step('nothing acknowledged is lost', async () => {
    await takeCalls(story, to, 5)
    world.setCalls(null)
    const entries = ledgerOf(story, from)
    const faults = checkLedger(entries, world.servers[to].tree)
    must(
      faults.length === 0,
      `${faults.length} of ${entries.length} acknowledged files are not on the ${to}.`,
      [
        ...faults
          .slice(0, 12)
          .map(
            ({ entry, what }) =>
              `${entry.path}: ${what}, ${entry.atMs < pressMs ? 'before' : 'after'} the press`,
          ),
      ],
    )
    const before = entries.filter((entry) => entry.atMs < pressMs).length
    return `${before} files of the ledger before the press and ${entries.length - before} after it are on the ${to}`
  })
  await story.step('the telephones are home', () => telephonesAreHome(story, to))
  await story.step('replication reversed', async () => {
    await mustBecomeUpdated(story, from, SETTLE_MS)
    const identical = await mustBecomeIdentical(world, SETTLE_MS)
    const status = await world.status(from)
    must(status?.automatic.armed === false, `Automatic take-over is not off on the new standby (${from}).`)
    return `${from} is Destination: Updated, ${identical}, automatic take-over is off`
  })
}

/** A file that only one server can have: written into its tree outside of any service, and synced. */
const writeOrphan = (story: Story, role: Role, name: string): LedgerEntry => {
  const relative = `voicemail/205/New/${name} ${crypto.randomBytes(4).toString('hex')}.wav`
  const content = crypto.randomBytes(20_000)
  const descriptor = fs.openSync(path.join(story.world.servers[role].tree, relative), 'wx', 0o640)
  fs.writeSync(descriptor, content)
  fs.fsyncSync(descriptor)
  fs.closeSync(descriptor)
  const sha256 = crypto.createHash('sha256').update(content).digest('hex')
  return { sequence: 0, path: relative, sha256, atMs: nowMs() }
}

/** Kills the active's engine under load; the standby must take over within the bound. */
export const killActive = async (story: Story, active: Role, label: string): Promise<LedgerEntry[]> => {
  const { world } = story
  const standby = otherRole(active)
  let atRisk: LedgerEntry[] = []
  let killMs = 0
  await story.step(`kill -9 of the active (${active}), ${label}`, async () => {
    const times = (await world.status(standby))?.timing
    must(times !== undefined, 'The pair does not state its times.')
    const bound = takeOverBound(statedTimes(times ?? {}))
    await takeCalls(story, active, 20)
    const orphan = writeOrphan(story, active, 'just before the kill')
    killMs = nowMs()
    await world.kill9(active)
    const second = writeOrphan(story, active, 'just after the kill')
    atRisk = [orphan, second]
    const upMs = await mustServe(story, standby, killMs, bound.ms + 10_000)
    world.setCalls(null)
    const tookMs = upMs - killMs
    must(tookMs <= bound.ms, `It took ${seconds(tookMs)}, more than ${seconds(bound.ms)}.`, [bound.text])
    story.note(`bound (docs/control.md): ${bound.text}`)
    return `${seconds(tookMs)} to the services of the ${standby} answering, bound ${seconds(bound.ms)}, box on ${sideOf(standby)}`
  })
  await story.step('the loss is named', async () => {
    const entries = [...ledgerOf(story, active), ...atRisk]
    const lost = checkLedger(entries, world.servers[standby].tree).map(({ entry }) => entry)
    const oldestMs = Math.max(0, ...lost.map((entry) => killMs - entry.atMs))
    must(
      oldestMs <= UPDATED_WITHIN_MS,
      `A lost file was ${seconds(oldestMs)} old: it should have been copied.`,
    )
    return `${lost.length} of ${entries.length} files are not on the ${standby}${
      lost.length === 0 ? '' : `, the oldest ${seconds(oldestMs)} before the kill: ${namesOf(lost)}`
    }`
  })
  return atRisk
}

/** The killed server comes back as standby, and loses nothing of its own. */
export const rejoin = async (story: Story, role: Role, atRisk: readonly LedgerEntry[]): Promise<void> => {
  const { world, auditor } = story
  const active = otherRole(role)
  await story.step(`the ${role} rejoins as standby`, async () => {
    await world.start(role)
    await mustBecomeUpdated(story, role, SETTLE_MS)
    must(auditor.isDown(sideOf(role)), `Services of the ${role} answer: it should be standby.`)
    must(auditor.isUp(sideOf(active)), `Services of the ${active} do not answer.`)
    must(auditor.restFaults().length === 0, auditor.restFaults().join('; '))
    return `Destination: Updated, ${await mustBecomeIdentical(world, SETTLE_MS)}`
  })
  await story.step('nothing of it is thrown away', async () => {
    const entries = [...ledgerOf(story, role), ...atRisk]
    const surplus = checkLedger(entries, world.servers[active].tree).map(({ entry }) => entry)
    const kept = contentsBelow(path.join(world.servers[role].data, 'salvage'))
    const gone = surplus.filter((entry) => !kept.has(entry.sha256))
    must(
      gone.length === 0,
      `${gone.length} files are neither on the ${active} nor in salvage.`,
      gone.map((entry) => entry.path),
    )
    for (const entry of surplus) story.lost.add(entry.path)
    const orphans = atRisk.filter((entry) => kept.has(entry.sha256)).length
    must(
      orphans > 0,
      'The files written around the kill are not in salvage.',
      [...kept.values()].slice(0, 12),
    )
    return `${surplus.length} files only the ${role} had are in its salvage, byte for byte (${namesOf(surplus)})`
  })
}

/** At the end: every acknowledged file is on both servers, but for those an unplanned take-over named. */
export const mustHaveKeptLedgers = (story: Story): string => {
  const entries = roles.flatMap((role) => ledgerOf(story, role))
  for (const role of roles) {
    const faults = checkLedger(entries, story.world.servers[role].tree)
    const shown = faults.slice(0, 12).map(({ entry, what }) => `${entry.path}: ${what}`)
    must(faults.length === 0, `${faults.length} acknowledged files are not on the ${role}.`, shown)
  }
  return `${entries.length} acknowledged files are on both servers, ${story.lost.size} named as lost are in salvage`
}
