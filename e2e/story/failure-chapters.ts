import { expect, test } from '@playwright/test'
import { commonLabels, administrationLabels as labels } from '../../shared/domain/labels.ts'
import { press } from '../pages/frame.ts'
import { expectEnabled, expectInControl, expectSameLastSwitchOver } from './administration-steps.ts'
import { expectAutomatic } from './automatic-chapters.ts'
import type { Stage } from './host.ts'
import { boxSide } from './real-pair.ts'
import { answer, closeWarning } from './redundancy-steps.ts'
import { onBoth } from './seat.ts'
import { openPorts, runningServices } from './serving.ts'

/** The active system dies, the standby serves, the dead one comes back; last the pair is broken on purpose. */

const behindKeepAlive = [
  labels.inControl,
  labels.switchingService,
  labels.ipPhoneService,
  labels.replicationStatus,
] as const

export const tellFailure = (stage: Stage): void => {
  test('the active system is killed: nothing of it serves on, and the standby takes control', async () => {
    const { host, world, seats } = stage
    const { primary, secondary } = seats
    await onBoth(seats, (seat) => seat.openAdministration())
    await expectAutomatic(stage, 'On')
    expect(runningServices(world, 'primary')).toHaveLength(3)
    expect(await openPorts(world, 'primary')).toContain('switching')
    await host.kill(world, 'primary')

    const { administration } = secondary
    await expect(administration.systemValue('primary', labels.keepAliveService)).toHaveText('Down')
    for (const label of behindKeepAlive) {
      await expect(administration.systemValue('primary', label)).toHaveText('Unknown')
    }
    await host.expectGone(primary)
    await expect(administration.systemValue('secondary', labels.inControl)).toHaveText('Yes')
    expect(runningServices(world, 'primary')).toEqual([])
    expect(await openPorts(world, 'primary')).toEqual([])
    await expect.poll(() => runningServices(world, 'secondary')).toHaveLength(3)
    expect(await boxSide(world)).toBe('B')
    await expect(administration.value(administration.currentStatus, labels.lastSwitchOverReason)).toHaveText(
      'Other system not available',
    )
    await expect(administration.manualSwitchOver).toHaveAttribute('aria-disabled', 'true')
    await host.look(administration.page, '30 administration, taken over')
    await host.look(secondary.home.page, '30 home, taken over')
  })

  test('started again it comes back as standby, and warns at log-on', async () => {
    const { host, world } = stage
    const primary = await host.start(world, 'primary')
    stage.seats = { ...stage.seats, primary }
    await closeWarning(primary.home.warning)
    await primary.openAdministration()
    await expectInControl(stage, 'secondary')
    await expectSameLastSwitchOver(stage, 'Other system not available')
    await expectAutomatic(stage, 'Off')
    await onBoth(stage.seats, expectEnabled)
    await host.look(primary.administration.page, '31 administration, rejoined')
    await onBoth(stage.seats, (seat) => seat.closeAdministration())
  })
}

export const tellDisabling = (stage: Stage): void => {
  test('unticking Enable on the standby: asked, then the active serves alone and names it', async () => {
    const { host, seats } = stage
    const standby = seats.primary
    await standby.openRedundancy()
    const { redundancy } = standby
    await closeWarning(redundancy.warning)
    await press(redundancy.page, 'Alt+r')
    await expect(redundancy.disableQuestion).toContainText('The standby never takes control')
    await host.look(redundancy.page, '40 redundancy, unticking Enable')
    await answer(redundancy.disableQuestion, () => press(redundancy.page, 'Alt+d'))
    await expect(redundancy.enable).not.toBeChecked()
    // Nothing has happened yet: it is only pending.
    await expect(standby.home.control).not.toHaveText(commonLabels.notEnabled)
    await redundancy.enable.focus()
    await press(redundancy.page, 'Enter')
    await standby.redundancyClosed()
    await expect(standby.home.control).toHaveText(commonLabels.notEnabled)
    const { home } = seats.secondary
    await expect(home.alarms.filter({ hasText: 'Redundancy is disabled on the other server' })).toBeVisible()
    await expect(home.control).toContainText('The Secondary System is in control')
    await host.look(home.page, '41 home, disabled there')
  })
}
