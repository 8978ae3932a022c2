import type { Locator, Page } from '@playwright/test'
import { homeLabels, recordWindowLabels as labels, plainLabel } from '../../shared/domain/labels.ts'

/** The dialog "Decision Record", as a person finds things in it. */
export class RecordPage {
  readonly page: Page
  readonly dialog: Locator
  readonly entry: Locator
  readonly list: Locator
  readonly decision: Locator
  readonly changes: Locator
  readonly rules: Locator
  readonly count: Locator

  constructor(page: Page) {
    this.page = page
    this.dialog = page.getByRole('dialog', { name: labels.title, exact: true })
    this.entry = page.getByRole('menuitem', { name: plainLabel(homeLabels.openRecord), exact: true })
    this.list = this.field(labels.list)
    this.decision = this.dialog.getByRole('region', { name: labels.decision, exact: true })
    this.changes = this.decision.getByRole('list', { name: labels.changes }).getByRole('listitem')
    this.rules = this.decision.getByRole('list', { name: labels.rules }).getByRole('listitem')
    this.count = this.dialog.getByRole('status')
  }

  field(label: string): Locator {
    return this.dialog.getByLabel(plainLabel(label), { exact: true })
  }

  button(label: string): Locator {
    return this.dialog.getByRole('button', { name: plainLabel(label), exact: true }).last()
  }
}
