import path from 'node:path'
import { contentsBelow } from './auditor-ledger.ts'
import { sha256OfFile } from './auditor-tree.ts'
import { nowMs } from './clock.ts'
import { createPairWorld, fullTree } from './pair-world.ts'
import type { ServerHost } from './server-host.ts'
import {
  createStory,
  must,
  mustBecomeIdentical,
  StepFailure,
  type Story,
  seconds,
  watchWorld,
} from './story.ts'
import {
  armStandby,
  killActive,
  mustBecomeUpdated,
  mustHaveKeptLedgers,
  mustServe,
  rejoin,
  switchWhileWriting,
} from './story-parts.ts'
import { timings } from './world-plan.ts'

/** `npm run demo -- --check`: the whole story without a person, judged by the auditor. */

const FIRST_REPLICATION_MS = 120_000

const firstReplication = async (story: Story): Promise<void> => {
  const { world } = story
  const surplus = world.secondarySurplus.map((name) => ({
    name,
    sha256: sha256OfFile(path.join(world.servers.secondary.tree, name)),
  }))
  const startMs = nowMs()
  await story.step('both servers start and are enabled', async () => {
    await world.startBoth()
    await world.enableBoth()
    world.startPhones()
    const upMs = await mustServe(story, 'primary', startMs, 30_000)
    return `services of the primary answer after ${seconds(upMs - startMs)}, box on A`
  })
  await story.step('first replication Primary -> Secondary', async () => {
    await mustBecomeUpdated(story, 'secondary', FIRST_REPLICATION_MS)
    const tookMs = nowMs() - startMs
    const identical = await mustBecomeIdentical(world, 10_000)
    return `Destination: Updated ${seconds(tookMs)} after the start, ${identical}`
  })
  await story.step("the secondary's own files are in salvage", async () => {
    const kept = contentsBelow(path.join(world.servers.secondary.data, 'salvage'))
    const gone = surplus.filter((item) => !kept.has(item.sha256))
    must(
      gone.length === 0,
      'Not in salvage:',
      gone.map((item) => item.name),
    )
    return `${surplus.length} files, byte for byte`
  })
}

/** Both are shut down, the setting changed, both started: the former active resumes. */
const changeTiming = async (story: Story): Promise<void> => {
  const { world, auditor } = story
  await story.step('both shut down, 100 ms / 500 ms set, both started', async () => {
    const before = await world.status('secondary')
    await world.stop('primary')
    await world.stop('secondary')
    const areDown = (await auditor.waitUntilDown('A', 2_000)) && (await auditor.waitUntilDown('B', 2_000))
    must(areDown, 'Services still answer with both servers shut down.')
    world.setTiming(timings.fast)
    const startMs = nowMs()
    await world.startBoth()
    const upMs = await mustServe(story, 'secondary', startMs, 60_000)
    await mustBecomeUpdated(story, 'primary', 60_000)
    const after = await world.status('secondary')
    must(
      after?.lastSwitchOver?.wallMs === before?.lastSwitchOver?.wallMs,
      'A switch-over was recorded; there was none.',
    )
    return `the secondary, active before, serves again after ${seconds(upMs - startMs)}; no switch-over recorded`
  })
}

const tell = async (story: Story): Promise<void> => {
  const { world, auditor } = story
  await firstReplication(story)
  await story.step('arm', () => armStandby(story, 'secondary'))
  await switchWhileWriting(story, 'primary')
  await story.step('arm', () => armStandby(story, 'primary'))
  const first = await killActive(story, 'secondary', '1 s / 10 s')
  await rejoin(story, 'secondary', first)
  await switchWhileWriting(story, 'primary')
  await changeTiming(story)
  await story.step('arm', () => armStandby(story, 'primary'))
  const second = await killActive(story, 'secondary', '100 ms / 500 ms')
  await rejoin(story, 'secondary', second)
  await story.step('no acknowledged file is missing', async () => mustHaveKeptLedgers(story))
  await story.step('never services on both', async () => {
    const { ticks, longestGapMs } = auditor.samples()
    must(ticks > 1_000, `Only ${ticks} samples were taken.`)
    return `${ticks} samples of every service of both servers, longest gap ${longestGapMs.toFixed(0)} ms`
  })
  await story.step(
    'end',
    async () => `${await mustBecomeIdentical(world, 20_000)}, services on one side, box with them`,
  )
}

/** The exit code: 0, or 1 with the step that failed on the last lines. */
export const check = async (
  host: ServerHost,
  print: (line: string) => void,
  onWorld: (end: () => Promise<void>) => void,
): Promise<number> => {
  const world = await createPairWorld({
    host,
    tree: fullTree,
    timing: timings.normal,
    ports: 'preferred',
    supervised: true,
  })
  const auditor = watchWorld(world)
  const end = async () => {
    auditor.end()
    await world.end()
  }
  onWorld(end)
  const { voiceMails, configurationFiles, bytes } = world.made
  print(
    `${voiceMails} voice mails, ${configurationFiles} configuration files, ${(bytes / 1e6).toFixed(0)} MB`,
  )
  const startMs = nowMs()
  try {
    await tell(createStory(world, auditor, print))
    const selfEnds = world.selfEnds()
    if (selfEnds.length > 0) {
      print(`note: ended by itself and started again, as systemd would: ${selfEnds.join(', ')}`)
    }
    print(`All steps passed in ${seconds(nowMs() - startMs)}.`)
    return 0
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error
    print(`The demonstration failed at the step: ${error.message}`)
    return 1
  } finally {
    await end()
  }
}
