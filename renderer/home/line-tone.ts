import type { Status } from '../../shared/contract/status.ts'
import { sideOf } from '../../shared/domain/roles.ts'
import type { Tone } from '../kit/status-word.tsx'

/** Good is only the side of the system in control: on the other one the lines reach nobody. */
export const lineTone = ({ line, activeSystem }: Pick<Status, 'line' | 'activeSystem'>): Tone => {
  switch (line.position) {
    case 'A':
    case 'B':
      if (activeSystem === 'unknown') return 'plain'
      return line.position === sideOf(activeSystem) ? 'good' : 'bad'
    case 'mixed':
    case 'forcedLocally':
      return 'caution'
    case 'unverified':
      return 'unknown'
    case 'none':
      return 'plain'
  }
}
