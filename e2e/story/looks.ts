import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** What a window looks like: for the eye of a person, and for tools that some people see with. */

const schemes = ['dark', 'light'] as const

type BuildChecks = (page: Page) => AxeBuilder

const expectNone = async (checks: AxeBuilder, what: string): Promise<void> => {
  const { violations } = await checks.analyze()
  const found = violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(', ')}`)
  expect.soft(found, what).toEqual([])
}

const usualChecks: BuildChecks = (page) => new AxeBuilder({ page })

/** No accessibility fault in light colours. `build`: for a browser that needs its own way. */
export const expectAccessibleLight = async (page: Page, what: string, build = usualChecks): Promise<void> => {
  await page.emulateMedia({ colorScheme: 'light' })
  await expectNone(build(page), `${what}, light`)
}

/** Nor in dark ones: what does not depend on colours is looked at once. */
export const expectAccessible = async (page: Page, what: string, build = usualChecks): Promise<void> => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectNone(build(page).withRules(['color-contrast']), `${what}, dark`)
  await expectAccessibleLight(page, what, build)
}

/** A picture of a real state for a person to look at, in the folder REDUNDANCY_PICTURES names. */
export const takePicture = async (
  page: Page,
  name: string,
  folder = process.env.REDUNDANCY_PICTURES,
): Promise<void> => {
  if (folder === undefined) return
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: path.join(folder, `${name} ${colorScheme}.png`), animations: 'disabled' })
  }
}
