import { expect, test } from 'vitest'
import { settingsView } from '../../../shared/contract/settings.ts'
import { dynamicMarks, ownAddresses } from './own-addresses.ts'

test('the mark of the system is read, address by address', () => {
  const output = JSON.stringify([
    { ifname: 'lo', addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8 }] },
    { ifname: 'eth0', addr_info: [{ local: '10.10.10.151', dynamic: true }, { local: '10.10.10.152' }] },
    { ifname: 'eth1' },
  ])
  expect([...(dynamicMarks(output) ?? [])]).toEqual([
    ['127.0.0.1', false],
    ['10.10.10.151', true],
    ['10.10.10.152', false],
  ])
})

test.each(['', 'Object "-j" is unknown', '{}', '[1', 'null', '[null]'])('%j says nothing', (output) => {
  expect(dynamicMarks(output)).toBe(null)
})

test('this computer has a loopback address, which counts as static', async () => {
  const addresses = settingsView.shape.ownAddresses.parse(await ownAddresses())
  expect(addresses).toContainEqual({ address: '127.0.0.1', isDynamic: false, prefix: 8 })
})
