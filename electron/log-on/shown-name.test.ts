import { expect, test } from 'vitest'
import type { Status } from '../../shared/contract/status.ts'
import { sampleStatus } from '../service/fixtures/sample-status.ts'
import { createLoggedOn } from './logged-on.ts'
import { createShownName } from './shown-name.ts'

const server = () => {
  let onStatus: (sequence: number, status: Status) => void = () => {}
  let onConnection: (isConnected: boolean) => void = () => {}
  return {
    server: {
      place: { address: '127.0.0.2', port: 9680 },
      call: async () => null,
      onStatus: (listener: typeof onStatus) => {
        onStatus = listener
      },
      onConnection: (listener: typeof onConnection) => {
        onConnection = listener
        listener(true)
      },
      onOver: () => {},
      stop: () => {},
    },
    show: (currentServer: Status['currentServer']) => onStatus(1, { ...sampleStatus, currentServer }),
    connect: (isConnected: boolean) => onConnection(isConnected),
  }
}

test('the main window and the tray name the server, the dialogs keep their titles', async () => {
  const here = server()
  const there = server()
  const loggedOn = createLoggedOn(here.server, async () => ({ ok: true, server: there.server }))
  const name = createShownName(loggedOn)
  const said: string[] = []
  name.onChange(() => said.push(`${name.words()}, ${name.role()}`))
  expect(name.words()).toBe('Redundancy Manager')
  here.show({ address: '', role: 'primary' })
  expect(said).toEqual([])
  here.show({ address: '10.10.10.151', role: 'primary' })
  here.show({ address: '10.10.10.151', role: 'primary' })
  here.connect(false)
  expect(said).toEqual(['Redundancy Manager - Primary System, 10.10.10.151, primary'])
  expect(name.titleOf('redundancy', 'Redundancy')).toBe('Redundancy')
  expect(name.titleOf('administration', 'Redundancy Administration')).toBe('Redundancy Administration')
  await loggedOn.logOnThere('link', () => true)
  there.show({ address: '10.10.10.12', role: 'secondary' })
  expect(name.words()).toBe('Redundancy Manager - 10.10.10.12 (another server)')
  expect(name.role()).toBe('secondary')
})
