import type { LineAnswer } from '../ports.ts'
import type { CardReading } from './reply.ts'

const nameOf = ({ card, side, isForced }: CardReading): string =>
  `${card === null ? 'box' : `card ${card}`} ${side}${isForced ? ' forced locally' : ''}`

/**
 * Where the lines are. A card forced by hand outweighs the rest: what stands there is nobody's
 * decision. `readings` is not empty.
 */
export const positionOf = (readings: readonly CardReading[]): LineAnswer & { ok: true } => {
  const sides = new Set(readings.map(({ side }) => side))
  const [only] = sides
  return {
    ok: true,
    position: readings.some(({ isForced }) => isForced)
      ? 'forcedLocally'
      : sides.size === 1 && only !== undefined
        ? only
        : 'mixed',
    detail: readings.map(nameOf).join(', '),
  }
}
