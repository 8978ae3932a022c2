import type { Locator, Page } from '@playwright/test'
import { automaticOffLabels, plainLabel } from '../../shared/domain/labels.ts'

/** The warning of a standby whose automatic take-over is off: on the first page, and on the dialog "Redundancy". */
export class Warning {
  readonly question: Locator
  readonly turnOn: Locator
  readonly close: Locator

  constructor(page: Page) {
    this.question = page.getByRole('alertdialog', { name: automaticOffLabels.title, exact: true })
    // Its title bar has a button Close, too.
    const answer = (label: string): Locator =>
      this.question.locator('.buttons').getByRole('button', { name: plainLabel(label), exact: true })
    this.turnOn = answer(automaticOffLabels.turnOn)
    this.close = answer(automaticOffLabels.close)
  }
}
