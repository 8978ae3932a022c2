import fs from 'node:fs'
import { expect, test } from '@playwright/test'
import { commonLabels, administrationLabels as labels } from '../../shared/domain/labels.ts'
import { addresses, roles } from '../demo/world-plan.ts'
import { administrationSnapshot } from '../pages/administration-words.ts'
import { press } from '../pages/frame.ts'
import { redundancySnapshot } from '../pages/redundancy-words.ts'
import {
  expectButtonLeadsToTheList,
  expectEnabled,
  expectMissing,
  walkQuestion,
} from './administration-steps.ts'
import type { Stage } from './host.ts'
import {
  closeWarning,
  tryAddressControl,
  tryEnterOnAFault,
  typeSettings,
  walkByMnemonics,
  walkByTab,
} from './redundancy-steps.ts'
import { onBoth } from './seat.ts'

/** A pair from nothing, made by typing into the dialog "Redundancy" of each server. */

const key = 'a key that both servers share'

export const tellSettings = (stage: Stage): void => {
  test('before redundancy is enabled Redundancy Administration says what is missing', async () => {
    const { host, seats } = stage
    await onBoth(seats, async (seat) => {
      await seat.openAdministration()
      const { administration } = seat
      await expect(administration.missing.getByRole('listitem')).toHaveCount(1)
      await expectMissing(
        seat,
        'Redundancy is enabled on this server',
        'Now: No',
        'Needed: Yes',
        'Tick "Enable',
      )
      await expect(administration.currentServerAddress).toHaveText(host.addressBeforeEnabling(seat.role))
      await expectButtonLeadsToTheList(seat)
    })
    await host.look(seats.primary.administration.page, '01 administration, not enabled')
    await onBoth(seats, (seat) => seat.closeAdministration())
    await host.look(seats.primary.home.page, '02 home, not enabled')
  })

  test('the dialog Redundancy of a new system: its words, every control by keyboard, Esc discards', async () => {
    const { host, seats } = stage
    const seat = seats.primary
    await seat.openRedundancy()
    const blank = redundancySnapshot({
      frame: host.frame,
      isEnabled: false,
      role: 'primary',
      primaryAddress: '',
      secondaryAddress: '',
      lineSwitchAddress: '',
      hasKey: false,
      automaticReason: commonLabels.notEnabled,
    })
    await expect(seat.redundancy.dialog).toMatchAriaSnapshot(blank)
    await host.look(seat.redundancy.page, '03 redundancy, new system')
    await walkByTab(seat.redundancy)
    await walkByMnemonics(seat.redundancy)
    await press(seat.redundancy.page, 'Alt+r')
    await expect(seat.redundancy.enable).toBeChecked()
    await tryAddressControl(seat.redundancy)
    await host.look(seat.redundancy.page, '04 redundancy, generated key and a wrong number')
    await tryEnterOnAFault(seat.redundancy)
    await seat.openAdministration(() => press(seat.redundancy.page, 'Alt+t'))
    await expect(seat.administration.manualSwitchOver).toBeFocused()
    await seat.closeAdministration()
    // What is pending stays pending.
    await expect(seat.redundancy.enable).toBeChecked()
    await press(seat.redundancy.page, 'Escape')
    await seat.redundancyClosed()
    await seat.openRedundancy()
    await expect(seat.redundancy.dialog).toMatchAriaSnapshot(blank)
    await press(seat.redundancy.page, 'Escape')
    await seat.redundancyClosed()
    expect(await seat.commands()).toEqual([])
  })

  test('what cannot work is refused by the server, beside its field', async () => {
    const { host, seats } = stage
    const seat = seats.primary
    await seat.openRedundancy()
    const { redundancy } = seat
    const { page } = redundancy
    await press(page, 'Space', 'Enter')
    await expect(redundancy.primaryAddress.error).toHaveText('This must be filled in.')
    await expect(redundancy.secondaryAddress.error).toHaveText('This must be filled in.')
    await expect(redundancy.keyRow.getByRole('alert')).toContainText('Enter the Redundancy Key.')
    await expect(redundancy.primaryAddress.first).toBeFocused()
    await host.look(page, '05 redundancy, refused, nothing entered')

    await redundancy.typeAddress(redundancy.primaryAddress, addresses.primary)
    await redundancy.typeAddress(redundancy.secondaryAddress, addresses.primary)
    await redundancy.key.fill(key)
    await press(page, 'Enter')
    await expect(redundancy.secondaryAddress.error).toHaveText(/must differ/)
    await expect(redundancy.primaryAddress.error).toHaveCount(0)

    await redundancy.typeAddress(redundancy.primaryAddress, '203.0.113.7')
    await press(page, 'Enter')
    await expect(redundancy.primaryAddress.error).toContainText('This address is not one of this server.')
    await host.look(page, '06 redundancy, refused, not this server')
    await press(page, 'Escape')
    await seat.redundancyClosed()
    await expect(seat.home.control).toHaveText(commonLabels.notEnabled)
  })

  test('enabled on each by typing, until the standby shows Destination: Updated', async () => {
    const { host, seats } = stage
    for (const role of roles) {
      const seat = seats[role]
      await seat.openRedundancy()
      await typeSettings(seat.redundancy, role, key)
      await expect(seat.redundancy.automatic).toBeDisabled()
      if (role === 'primary') await host.look(seat.redundancy.page, '07 redundancy, typed')
      await press(seat.redundancy.page, 'Enter')
      await seat.redundancyClosed()
    }
    await onBoth(seats, async (seat) => {
      await seat.openAdministration()
      await expect(seat.administration.systemValue('secondary', labels.replicationStatus)).toContainText(
        'Destination: Updated',
        { timeout: 60_000 },
      )
      await expectEnabled(seat)
    })
  })

  test('both servers show the same Redundancy Administration, in exactly these words, by keyboard', async () => {
    const { host, seats } = stage
    for (const role of roles) {
      const { administration } = seats[role]
      await expect(administration.dialog).toMatchAriaSnapshot(
        administrationSnapshot({
          frame: host.frame,
          lastSwitchOver: 'Never',
          reason: '–',
          primaryAddress: addresses.primary,
          secondaryAddress: addresses.secondary,
          currentServerAddress: addresses[role],
        }),
      )
      await host.look(administration.page, `08 administration, all well, ${role}`)
      await administration.page.bringToFront()
      await walkQuestion(administration)
    }
    await onBoth(seats, async ({ administration }) => {
      const service = administration.systemValue('secondary', labels.switchingService)
      await expect(service).toHaveAttribute('title', /ready, starts at take-over$/)
    })
    const withoutAddress = async (role: (typeof roles)[number]): Promise<string> => {
      const snapshot = await seats[role].administration.dialog.ariaSnapshot()
      expect(snapshot).toContain(`- status: ${addresses[role]}`)
      return snapshot.replace(`- status: ${addresses[role]}`, '- status: this server')
    }
    await expect(async () =>
      expect(await withoutAddress('primary')).toBe(await withoutAddress('secondary')),
    ).toPass()
    await onBoth(seats, (seat) => seat.closeAdministration())
  })

  test('the stored key is masked, and never sent to the window', async () => {
    const { host, world, seats } = stage
    for (const role of roles) {
      const seat = seats[role]
      await seat.openRedundancy()
      const { redundancy } = seat
      await expect(redundancy.key).toHaveValue('')
      expect(await redundancy.page.content()).not.toContain(key)
      const file = `${world.servers[role].data}/redundancy-key`
      expect(fs.readFileSync(file, 'utf8').trim()).toBe(key)
      if (role === 'secondary') await closeWarning(redundancy.warning)
      await expect(redundancy.dialog).toMatchAriaSnapshot(
        redundancySnapshot({
          frame: host.frame,
          isEnabled: true,
          role,
          primaryAddress: addresses.primary,
          secondaryAddress: addresses.secondary,
          lineSwitchAddress: addresses.box,
          hasKey: true,
          automaticReason:
            role === 'secondary'
              ? null
              : `This server is in control. Automatic take-over can be turned on at the standby only: open Redundancy Manager on the Secondary System (${addresses.secondary}).`,
        }),
      )
      await host.look(redundancy.page, `09 redundancy, enabled, ${role}`)
      await press(redundancy.page, 'Escape')
      await seat.redundancyClosed()
    }
  })

  test('the settings of a running pair cannot be pulled from under it', async () => {
    const seat = stage.seats.primary
    await seat.openRedundancy()
    const { redundancy } = seat
    await redundancy.typeAddress(redundancy.secondaryAddress, '127.0.0.9')
    await press(redundancy.page, 'Enter')
    await expect(redundancy.secondaryAddress.error).toContainText('Untick Enable Redundancy first')
    await stage.host.look(redundancy.page, '10 redundancy, refused while enabled')
    await press(redundancy.page, 'Escape')
    await seat.redundancyClosed()
  })
}
