import type { Locator, Page } from '@playwright/test'
import {
  certificateLabels,
  homeLabels,
  linkWindowLabels as labels,
  plainLabel,
} from '../../shared/domain/labels.ts'
import { dialogIn, type Frame } from './frame.ts'

/** The dialog "Link to the Other Server", as a person finds things in it. */
export class LinkPage {
  readonly page: Page
  readonly dialog: Locator
  readonly entry: Locator
  readonly examine: Locator
  readonly now: Locator
  readonly findings: Locator
  /** Where a new certificate is found. */
  readonly certificate: Locator
  readonly question: Locator
  /** Beside an alarm, or a Keep Alive that is down. */
  readonly opener: Locator

  constructor(page: Page, frame: Frame = 'page') {
    this.page = page
    this.dialog = dialogIn(page, frame, labels.title)
    this.entry = page.getByRole('menuitem', { name: plainLabel(homeLabels.openLink), exact: true })
    this.examine = this.dialog.getByRole('button', { name: plainLabel(labels.examine), exact: true })
    this.now = this.dialog.getByRole('group', { name: labels.now, exact: true })
    this.findings = this.dialog.getByRole('group', { name: labels.findings, exact: true })
    this.certificate = this.dialog.getByRole('button', {
      name: plainLabel(certificateLabels.open),
      exact: true,
    })
    this.question = page.getByRole('alertdialog', { name: certificateLabels.title, exact: true })
    this.opener = page.getByRole('button', { name: plainLabel(labels.open), exact: true })
  }
}
