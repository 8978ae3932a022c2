import { expect, test } from 'vitest'
import { networkLeft } from './subnet.ts'

const own = (address: string, prefix: number | null) => [{ address, isDynamic: false, prefix }]

test.each([
  ['10.10.10.151', 24, '10.10.10.12', null],
  ['10.10.10.151', 24, '10.10.11.12', '10.10.10.0/24'],
  ['10.10.10.151', 23, '10.10.11.12', null],
  ['192.168.1.130', 25, '192.168.1.12', '192.168.1.128/25'],
  ['200.1.2.3', 1, '127.0.0.1', '128.0.0.0/1'],
  ['10.0.0.1', 0, '200.0.0.1', null],
  ['127.0.0.1', 8, '127.0.0.2', null],
  ['10.10.10.151', 32, '10.10.10.12', null],
  ['10.10.10.151', null, '10.10.11.12', null],
  ['10.10.10.151', 24, '', null],
])('%s/%s and %s', (address, prefix, other, network) => {
  expect(networkLeft(own(address, prefix), address, other)).toBe(network)
})

test('of an address that is not its own a server knows no network', () => {
  expect(networkLeft(own('10.10.10.151', 24), '10.10.10.1', '10.10.11.12')).toBe(null)
})
