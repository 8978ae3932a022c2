import type { Locator, Page } from '@playwright/test'
import { homeLabels, plainLabel, productName } from '../../shared/domain/labels.ts'
import { Warning } from './warning.ts'

/** The first page, as a person finds things on it: by role and exact name. */
export class HomePage {
  readonly page: Page
  readonly heading: Locator
  readonly menu: Locator
  /** The entry of the menu. */
  readonly openRedundancy: Locator
  /** The button of the page itself. */
  readonly status: Locator
  readonly warning: Warning
  readonly control: Locator
  readonly alarms: Locator
  readonly turnOnAutomatic: Locator
  readonly turnOffAutomatic: Locator
  /** Notices of a lost connection and of refusals. */
  readonly notices: Locator

  constructor(page: Page) {
    const button = (label: string): Locator =>
      page.getByRole('button', { name: plainLabel(label), exact: true })
    this.page = page
    this.heading = page.getByRole('heading', { name: productName, exact: true, level: 1 })
    this.menu = button(homeLabels.menu)
    this.openRedundancy = page.getByRole('menuitem', {
      name: plainLabel(homeLabels.openRedundancy),
      exact: true,
    })
    this.status = page
      .getByRole('main')
      .getByRole('button', { name: plainLabel(homeLabels.status), exact: true })
    this.warning = new Warning(page)
    this.control = page.getByRole('main').getByRole('heading', { level: 2 }).first()
    this.alarms = page.getByRole('region', { name: homeLabels.alarms, exact: true }).getByRole('listitem')
    this.turnOnAutomatic = button(homeLabels.turnOn)
    this.turnOffAutomatic = button(homeLabels.turnOff)
    this.notices = page.getByRole('alert')
  }

  /** The value beside a label of the overview, such as "A/B switch:". */
  value(label: string): Locator {
    return valueBeside(this.page.getByRole('main'), label)
  }

  async chooseRedundancy(): Promise<void> {
    await this.menu.click()
    await this.openRedundancy.click()
  }
}

/** The definition that follows the term with exactly this text. */
export const valueBeside = (within: Locator, label: string): Locator =>
  within.locator('dt', { hasText: new RegExp(`^${label.replace(/[/.]/g, '\\$&')}$`) }).locator('+ dd')
