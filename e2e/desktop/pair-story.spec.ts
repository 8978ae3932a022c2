import { expect, test } from '@playwright/test'
import { desktopLabels } from '../../shared/domain/labels.ts'
import { tellPairStory } from '../story/pair-story.ts'
import { desktopHost } from './fixtures/desktop-host.ts'

/** The story of a pair in two desktop apps, one for each server, with their engines inside. */

const host = desktopHost()

tellPairStory(host, () => {
  test('Quit on the active system says what ends', async () => {
    const app = host.app('primary')
    const asked = await app.electron.evaluate(async ({ dialog, Menu }) => {
      const show = dialog.showMessageBox
      const question = new Promise<Electron.MessageBoxOptions>((resolve) => {
        Object.assign(dialog, {
          showMessageBox: (options: Electron.MessageBoxOptions) => {
            resolve(options)
            return Promise.resolve({ response: 0, checkboxChecked: false })
          },
        })
      })
      Menu.getApplicationMenu()?.getMenuItemById('quit')?.click()
      const options = await question
      Object.assign(dialog, { showMessageBox: show })
      return options
    })
    expect(asked.message).toBe(desktopLabels.quitQuestion)
    expect(asked.detail).toContain('It is in control: its services are stopped')
    expect(asked.detail).toContain('automatic take-over is on, so the standby takes control')
    expect(app.ended()).toBeNull()
  })
})
