import type { Locator, Page } from '@playwright/test'
import { disableLabels, redundancyLabels as labels, plainLabel } from '../../shared/domain/labels.ts'
import { dialogIn, type Frame } from './frame.ts'
import { Warning } from './warning.ts'

/** One IP address control: four fields under one label. */
export interface AddressControl {
  readonly group: Locator
  readonly parts: readonly Locator[]
  readonly first: Locator
  /** The label, the control, and what stands beside it. */
  readonly row: Locator
  readonly error: Locator
  readonly warning: Locator
}

/** The dialog "Redundancy", by role and exact name. */
export class RedundancyPage {
  readonly page: Page
  readonly dialog: Locator
  readonly enable: Locator
  readonly role: Locator
  readonly primary: Locator
  readonly secondary: Locator
  readonly primaryAddress: AddressControl
  readonly secondaryAddress: AddressControl
  readonly lineSwitchAddress: AddressControl
  readonly key: Locator
  readonly generate: Locator
  readonly keyRow: Locator
  readonly automatic: Locator
  readonly status: Locator
  readonly apply: Locator
  readonly ok: Locator
  readonly cancel: Locator
  readonly notices: Locator
  readonly warning: Warning
  /** Asked before Enable Redundancy is unticked. */
  readonly disableQuestion: Locator
  readonly disableAccept: Locator
  readonly disableCancel: Locator

  constructor(page: Page, frame: Frame = 'page') {
    this.page = page
    this.dialog = dialogIn(page, frame, labels.title)
    const control = (role: 'checkbox' | 'radio' | 'textbox' | 'button', label: string): Locator =>
      this.dialog.getByRole(role, { name: plainLabel(label), exact: true })
    this.enable = control('checkbox', labels.enable)
    this.role = this.dialog.getByRole('group', { name: labels.role, exact: true })
    this.primary = control('radio', labels.primary)
    this.secondary = control('radio', labels.secondary)
    this.primaryAddress = this.address(labels.primaryAddress)
    this.secondaryAddress = this.address(labels.secondaryAddress)
    this.lineSwitchAddress = this.address(labels.lineSwitchAddress)
    this.key = control('textbox', labels.key)
    this.generate = control('button', labels.generate)
    this.keyRow = this.dialog.locator('.field-row').filter({ has: page.locator('.key-entry') })
    this.automatic = control('checkbox', labels.automatic)
    this.status = control('button', labels.status)
    this.apply = control('button', labels.apply)
    this.ok = control('button', labels.ok)
    this.cancel = control('button', labels.cancel)
    this.notices = this.dialog.locator('.notice')
    this.warning = new Warning(page)
    this.disableQuestion = page.getByRole('alertdialog', { name: disableLabels.title, exact: true })
    const answer = (label: string): Locator =>
      this.disableQuestion.getByRole('button', { name: plainLabel(label), exact: true })
    this.disableAccept = answer(disableLabels.accept)
    this.disableCancel = answer(disableLabels.cancel)
  }

  /** The stops of the Tab key: from top to bottom, the buttons last. */
  tabOrder(): readonly Locator[] {
    return [
      this.enable,
      this.role.getByRole('radio', { checked: true }),
      ...[this.primaryAddress, this.secondaryAddress, this.lineSwitchAddress].map(({ first }) => first),
      this.key,
      this.generate,
      this.automatic,
      this.status,
      this.apply,
      this.ok,
      this.cancel,
    ]
  }

  private address(label: string): AddressControl {
    const name = plainLabel(label)
    const group = this.dialog.getByRole('group', { name, exact: true })
    const row = this.dialog
      .locator('.field-row')
      .filter({ has: this.page.getByRole('group', { name, exact: true }) })
    const part = (index: number): Locator => group.getByRole('textbox').nth(index)
    return {
      group,
      row,
      parts: [0, 1, 2, 3].map(part),
      first: part(0),
      error: row.getByRole('alert'),
      warning: row.getByRole('status'),
    }
  }

  /** Types an address as a person does: into the first field, with dots. What stood there is replaced. */
  async typeAddress({ parts }: AddressControl, address: string): Promise<void> {
    for (const part of [...parts].reverse()) {
      await part.fill('')
      await part.focus()
    }
    await this.page.keyboard.type(address)
  }

  /** What an address control shows: "10.10.10.151". */
  async addressShown({ parts }: AddressControl): Promise<string> {
    return (await Promise.all(parts.map((part) => part.inputValue()))).join('.')
  }
}
