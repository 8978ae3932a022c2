import { clientFrame } from '../../shared/contract/contract.ts'
import type { Role } from '../demo/world-plan.ts'
import type { AdministrationPage } from '../pages/administration-page.ts'
import type { HomePage } from '../pages/home-page.ts'
import type { RedundancyPage } from '../pages/redundancy-page.ts'
import type { RehearsalPage } from '../pages/rehearsal-page.ts'

/**
 * A person in front of one server of the pair: at its page in a browser, or at its desktop app. In a browser
 * the dialogs lie over one page; in the app each has a window of its own.
 */
export interface Seat {
  readonly role: Role
  readonly home: HomePage
  /** Of the window that is open now, or was last. */
  readonly redundancy: RedundancyPage
  readonly administration: AdministrationPage
  readonly rehearsal: RehearsalPage
  /** By the button of the first page, or another way; without effect when it is open. */
  openAdministration(way?: () => Promise<void>): Promise<void>
  closeAdministration(): Promise<void>
  openRedundancy(): Promise<void>
  /** Resolves when the dialog "Redundancy" is closed. */
  redundancyClosed(): Promise<void>
  /** By the menu. */
  openRehearsal(): Promise<void>
  closeRehearsal(): Promise<void>
  /** The commands this person gave, questions left out. */
  commands(): Promise<readonly string[]>
  /** What the browser complained about: errors of a page, refusals by its policy. */
  complaints(): readonly string[]
}

export type Seats = Readonly<Record<Role, Seat>>

/** Looks at both servers at once. */
export const onBoth = async (seats: Seats, look: (seat: Seat) => Promise<void>): Promise<void> => {
  await Promise.all([look(seats.primary), look(seats.secondary)])
}

const questions: readonly string[] = ['status', 'settings', 'record']

/** The command in what a page sent; null when it is a question, or no call. */
export const commandIn = (text: string): string | null => {
  const frame = clientFrame.safeParse(JSON.parse(text))
  return frame.success && !questions.includes(frame.data.method) ? frame.data.method : null
}
