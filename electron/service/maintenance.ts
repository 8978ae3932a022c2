import type { Status } from '../../shared/contract/status.ts'
import { type Command, finish, newRequestId } from './command.ts'

/** What the end of it brings back is only what was there before. */
export const begunSentence = (minutes: number, isArmed: boolean): string =>
  isArmed
    ? `Planned maintenance: automatic take-over is off on both servers for ${minutes} min, then on again by itself.`
    : `Planned maintenance for ${minutes} min. Automatic take-over was off before and stays off after it.`

export const nonePlanned =
  'No planned maintenance is under way on this server. If the other server still knows of one, that one ends.'

const endedSentence = ({ maintenance, automatic }: Status): string => {
  if (maintenance === null) return nonePlanned
  return automatic.armed
    ? 'Planned maintenance is over: automatic take-over is on again.'
    : 'Planned maintenance is over. Automatic take-over is off, as before.'
}

/** Planned maintenance: automatic take-over is off on both servers until it ends by itself, or here. */
export const maintenance: Command = async (service, { word, minutes = 0 }, console) => {
  const requestId = newRequestId()
  const status = await service.call('status', {})
  return word === 'start'
    ? finish(
        'Planned maintenance was not begun',
        await service.call('beginMaintenance', { requestId, minutes }),
        begunSentence(minutes, status.automatic.armed),
        console,
      )
    : finish(
        'Planned maintenance was not ended',
        await service.call('endMaintenance', { requestId }),
        endedSentence(status),
        console,
      )
}
