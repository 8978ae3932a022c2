import type { Locator, Page } from '@playwright/test'
import {
  administrationLabels,
  commonLabels,
  completionLabels,
  confirmSwitchOverLabels,
  plainLabel,
  switchOverLabels,
} from '../../shared/domain/labels.ts'
import { dialogIn, type Frame } from './frame.ts'
import { valueBeside } from './home-page.ts'

/** The dialog "Redundancy Administration", by role and exact name. */
export class AdministrationPage {
  readonly page: Page
  readonly dialog: Locator
  readonly close: Locator
  readonly currentStatus: Locator
  readonly primary: Locator
  readonly secondary: Locator
  readonly manualSwitchOver: Locator
  /** What is missing for a manual switch-over. */
  readonly missing: Locator
  readonly currentServerAddress: Locator
  readonly progress: Locator
  readonly steps: Locator
  readonly stop: Locator
  readonly completion: Locator
  readonly completionItems: Locator
  readonly turnOn: Locator
  readonly question: Locator
  readonly accept: Locator
  readonly cancel: Locator
  readonly notices: Locator

  constructor(page: Page, frame: Frame = 'page') {
    this.page = page
    this.dialog = dialogIn(page, frame, administrationLabels.title)
    const group = (name: string): Locator => this.dialog.getByRole('group', { name, exact: true })
    const button = (within: Locator, label: string): Locator =>
      within.getByRole('button', { name: plainLabel(label), exact: true })
    this.close = button(this.dialog, commonLabels.close)
    this.currentStatus = group(administrationLabels.currentStatus)
    this.primary = group(administrationLabels.primarySystem)
    this.secondary = group(administrationLabels.secondarySystem)
    this.manualSwitchOver = button(this.currentStatus, administrationLabels.manualSwitchOver)
    this.missing = this.dialog.getByRole('region', {
      name: switchOverLabels.missingTitle,
      exact: true,
    })
    this.currentServerAddress = this.dialog.locator('output')
    this.progress = group(switchOverLabels.progressTitle)
    this.steps = this.progress.getByRole('listitem')
    this.stop = button(this.progress, switchOverLabels.stop)
    this.completion = group(completionLabels.title)
    this.completionItems = this.completion.getByRole('listitem')
    this.turnOn = button(this.completion, completionLabels.turnOn)
    this.question = page.getByRole('alertdialog', { name: confirmSwitchOverLabels.title, exact: true })
    this.accept = button(this.question, confirmSwitchOverLabels.accept)
    this.cancel = button(this.question, confirmSwitchOverLabels.cancel)
    this.notices = this.dialog.getByRole('alert')
  }

  /** The value beside a label, such as `value(administration.primary, 'In Control:')`. */
  value(group: Locator, label: string): Locator {
    return valueBeside(group, label)
  }

  /** A value of one of the two systems. */
  systemValue(of: 'primary' | 'secondary', label: string): Locator {
    return this.value(this[of], label)
  }

  /** One condition of the list of what is missing. */
  missingItem(condition: string): Locator {
    return this.missing.getByRole('listitem').filter({ hasText: condition })
  }

  /** One of the four calls that a person ticks. */
  tick(name: string): Locator {
    return this.completion.getByRole('checkbox', { name })
  }
}
