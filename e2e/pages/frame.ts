import type { Locator, Page } from '@playwright/test'

/** Where a dialog is: laid over the browser's page, or in a desktop window of its own. */
export type Frame = 'page' | 'window'

export const dialogIn = (page: Page, frame: Frame, title: string): Locator =>
  page.getByRole(frame === 'page' ? 'dialog' : 'main', { name: title, exact: true })

/** The first lines of a dialog's ARIA snapshot: the bar of a desktop window is the system's. */
export const frameLines = (frame: Frame, title: string): string[] =>
  frame === 'page'
    ? [`- dialog "${title}":`, `  - heading "${title}" [level=2]`, '  - button "Close"']
    : [`- main "${title}":`, `  - heading "${title}" [level=1]`]

/** Keys, one after the other; one may close its own window, which can be gone before the key is up again. */
export const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) {
    try {
      await page.keyboard.press(key)
    } catch (error) {
      if (!page.isClosed()) throw error
    }
  }
}
