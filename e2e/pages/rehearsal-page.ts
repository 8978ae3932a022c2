import type { Locator, Page } from '@playwright/test'
import { homeLabels, rehearsalLabels as labels, plainLabel } from '../../shared/domain/labels.ts'
import { dialogIn, type Frame } from './frame.ts'

/** The dialog "Rehearsal", as a person finds things in it. */
export class RehearsalPage {
  readonly page: Page
  readonly dialog: Locator
  readonly entry: Locator
  readonly question: Locator
  readonly missing: Locator

  constructor(page: Page, frame: Frame = 'page') {
    this.page = page
    this.dialog = dialogIn(page, frame, labels.title)
    this.entry = page.getByRole('menuitem', { name: plainLabel(homeLabels.openRehearsal), exact: true })
    this.question = page.getByRole('alertdialog', { name: labels.question, exact: true })
    this.missing = this.dialog.getByRole('region', { name: labels.missing, exact: true })
  }

  group(title: string): Locator {
    return this.dialog.getByRole('group', { name: title, exact: true })
  }

  field(label: string): Locator {
    return this.dialog.getByLabel(plainLabel(label), { exact: true })
  }

  button(label: string): Locator {
    return this.dialog.getByRole('button', { name: plainLabel(label), exact: true })
  }
}
