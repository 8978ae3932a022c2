import { type Command, finish, newRequestId } from './command.ts'

/** Planned maintenance: automatic take-over is off on both servers until it ends by itself, or here. */
export const maintenance: Command = async (service, { word, minutes = 0 }, console) => {
  const requestId = newRequestId()
  return word === 'start'
    ? finish(
        'Planned maintenance was not begun',
        await service.call('beginMaintenance', { requestId, minutes }),
        `Planned maintenance: automatic take-over is off on both servers for ${minutes} min, then on again by itself.`,
        console,
      )
    : finish(
        'Planned maintenance was not ended',
        await service.call('endMaintenance', { requestId }),
        'Planned maintenance is over.',
        console,
      )
}
