import type { Locator, Page } from '@playwright/test'

/** The service's own few pages around logging on. */
export class LogOnPage {
  readonly linkRefused: Locator
  readonly notLoggedOn: Locator

  constructor(page: Page) {
    const heading = (name: string): Locator => page.getByRole('heading', { name, exact: true, level: 1 })
    this.linkRefused = heading('This link cannot be used')
    this.notLoggedOn = heading('Not logged on')
  }
}
