import type { Status } from '../../shared/contract/status.ts'
import { sideOf } from '../../shared/domain/roles.ts'
import type { Tone } from '../kit/status-word.tsx'

/** Good is only the side of the system in control: on the other one the lines reach nobody. A switch that is not asked is no doubt. */
export const lineTone = ({
  enabled,
  line,
  activeSystem,
}: Pick<Status, 'enabled' | 'line' | 'activeSystem'>): Tone => {
  switch (line.position) {
    case 'A':
    case 'B':
      if (activeSystem === 'unknown') return 'plain'
      return line.position === sideOf(activeSystem) ? 'good' : 'bad'
    case 'mixed':
    case 'forcedLocally':
      return 'caution'
    case 'unverified':
      return enabled ? 'unknown' : 'plain'
    case 'none':
      return 'plain'
  }
}
