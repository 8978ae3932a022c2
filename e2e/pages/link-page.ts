import type { Locator, Page } from '@playwright/test'
import { homeLabels, linkWindowLabels as labels, plainLabel } from '../../shared/domain/labels.ts'
import { dialogIn, type Frame } from './frame.ts'

/** The dialog "Link to the Other Server", as a person finds things in it. */
export class LinkPage {
  readonly page: Page
  readonly dialog: Locator
  readonly entry: Locator
  readonly examine: Locator
  readonly now: Locator
  readonly findings: Locator
  /** Beside an alarm, or a Keep Alive that is down. */
  readonly opener: Locator

  constructor(page: Page, frame: Frame = 'page') {
    this.page = page
    this.dialog = dialogIn(page, frame, labels.title)
    this.entry = page.getByRole('menuitem', { name: plainLabel(homeLabels.openLink), exact: true })
    this.examine = this.dialog.getByRole('button', { name: plainLabel(labels.examine), exact: true })
    this.now = this.dialog.getByRole('group', { name: labels.now, exact: true })
    this.findings = this.dialog.getByRole('group', { name: labels.findings, exact: true })
    this.opener = page.getByRole('button', { name: plainLabel(labels.open), exact: true })
  }
}
