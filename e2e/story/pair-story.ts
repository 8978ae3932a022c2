import { expect, test } from '@playwright/test'
import { createPairWorld } from '../demo/pair-world.ts'
import { type Role, roles } from '../demo/world-plan.ts'
import { tellAutomatic, tellAutomaticAfterwards } from './automatic-chapters.ts'
import { tellDisabling, tellFailure } from './failure-chapters.ts'
import type { Host, Stage } from './host.ts'
import { testTiming } from './real-pair.ts'
import { tellRehearsal } from './rehearsal-chapters.ts'
import { tellSettings } from './settings-chapters.ts'
import { tellSwitchOver } from './switch-over-chapters.ts'

/**
 * The life of a pair under a person's hands, in order: made from nothing by typing, armed, a rehearsal planned,
 * switched over and back, killed, come back, broken. One text for every host. `onTheWay`: chapters of the host's own, told while
 * the Primary System is in control.
 */
export const tellPairStory = (host: Host, onTheWay: (stage: Stage) => void = () => {}): void => {
  test.describe.configure({ mode: 'serial' })
  const stage = { host } as Stage

  test.beforeAll(async () => {
    stage.world = await createPairWorld({ timing: testTiming })
    stage.world.startPhones()
    const start = (role: Role) => host.start(stage.world, role)
    const [primary, secondary] = await Promise.all([start('primary'), start('secondary')])
    stage.seats = { primary, secondary }
  })
  test.afterEach(() => {
    for (const role of roles)
      expect(stage.seats?.[role].complaints(), `complaints on the ${role}`).toEqual([])
  })
  test.afterAll(async () => {
    await host.end()
    await stage.world?.end()
  })

  tellSettings(stage)
  tellAutomatic(stage)
  onTheWay(stage)
  tellRehearsal(stage)
  tellSwitchOver(stage)
  tellAutomaticAfterwards(stage, 'secondary')
  tellFailure(stage)
  tellDisabling(stage)
}
