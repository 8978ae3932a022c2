import { type Status, status } from '../../contract/status.ts'
import { noLink } from '../../domain/no-link.ts'
import type { Role } from '../../domain/roles.ts'
import { firstUsualTimes } from '../progress-view.ts'
import { viewOf } from '../view.ts'
import type { Pair } from './pair.ts'

/** What the window on this server shows, `laterMs` after its core last had a turn. */
export const seenFrom = (pair: Pair, role: Role, laterMs = 0): Status =>
  status.parse(
    viewOf(pair[role].state, {
      now: pair.now + laterMs,
      settings: {
        enabled: true,
        role,
        primaryAddress: '10.10.10.1',
        secondaryAddress: '10.10.10.2',
        lineSwitchAddress: '10.10.1.140',
      },
      alarms: [],
      link: noLink,
      healedMs: [],
      rehearsals: [],
      usual: firstUsualTimes,
      offsetMinutesAt: () => 60,
    }),
  )
