import type { Page } from '@playwright/test'
import type { PairWorld } from '../demo/pair-world.ts'
import type { Role } from '../demo/world-plan.ts'
import type { Frame } from '../pages/frame.ts'
import type { Seat, Seats } from './seat.ts'

/** Where the two servers run and how a person gets at them: as services with a browser, or as desktop apps. */
export interface Host {
  readonly frame: Frame
  /** Current Server Address before any is set: a browser knows where its page came from. */
  addressBeforeEnabling(role: Role): string
  /** Starts the product on this server and sits down in front of it. */
  start(world: PairWorld, role: Role): Promise<Seat>
  /** Leaves, and logs on once more. */
  logOnAgain(world: PairWorld, role: Role): Promise<Seat>
  /** SIGKILL to the process that is the product on this server. */
  kill(world: PairWorld, role: Role): Promise<void>
  /** What a person in front of the killed server is left with. */
  expectGone(seat: Seat): Promise<void>
  /** Free of accessibility faults; a picture, light and dark, for a person to look at. */
  look(page: Page, what: string): Promise<void>
  /** Ends what it started. */
  end(): Promise<void>
}

/** What the story is told on; filled before its first chapter. */
export interface Stage {
  readonly host: Host
  world: PairWorld
  seats: Seats
}
