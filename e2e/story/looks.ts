import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** What a window looks like: for the eye of a person, and for tools that some people see with. */

const schemes = ['dark', 'light'] as const

/** No accessibility fault in either colour scheme. `build`: for a browser that needs its own way. */
export const expectAccessible = async (
  page: Page,
  what: string,
  build: (page: Page) => AxeBuilder = (one) => new AxeBuilder({ page: one }),
): Promise<void> => {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme })
    const builder = build(page)
    // What does not depend on colours is looked at once.
    const { violations } = await (colorScheme === 'dark'
      ? builder.withRules(['color-contrast'])
      : builder
    ).analyze()
    const found = violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(', ')}`)
    expect.soft(found, `${what}, ${colorScheme}`).toEqual([])
  }
}

/** A picture of a real state for a person to look at, in the folder REDUNDANCY_PICTURES names. */
export const takePicture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.REDUNDANCY_PICTURES
  if (folder === undefined) return
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: path.join(folder, `${name} ${colorScheme}.png`), animations: 'disabled' })
  }
}
