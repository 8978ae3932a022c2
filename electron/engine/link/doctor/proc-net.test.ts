import net from 'node:net'
import { expect, test } from 'vitest'
import { parseNeighbour, parseTcp, readKernel, unackedOf } from './proc-net.ts'

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0B4DA8C0:25A8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0 100 0 0 10 0
   1: 0B4DA8C0:25A8 0C4DA8C0:D431 03 00000000:00000000 01:00000063 00000002     0        0 0 1 0
   2: 0B4DA8C0:D2F0 0C4DA8C0:25A8 01 00000640:00000000 01:00000014 00000003     0        0 12 2 0 20 4 30 10 -1
`
const ARP = `IP address       HW type     Flags       HW address            Mask     Device
10.77.0.2        0x1         0x2         2e:98:5b:7e:00:01     *        eth0
10.77.0.9        0x1         0x0         00:00:00:00:00:00     *        eth0
`

test('the table of connections is read as the system writes it', () => {
  expect(parseTcp(TCP, '192.168.77.12')).toEqual([
    {
      local: '192.168.77.11:9640',
      remote: '192.168.77.12:54321',
      state: 'halfOpen',
      unackedBytes: 0,
      resends: 2,
    },
    {
      local: '192.168.77.11:54000',
      remote: '192.168.77.12:9640',
      state: 'established',
      unackedBytes: 1_600,
      resends: 3,
    },
  ])
  expect(parseTcp(TCP, '192.168.77.11')).toHaveLength(3)
  expect(parseTcp(TCP, '192.168.77.1')).toEqual([])
  expect(parseTcp('', '192.168.77.12')).toEqual([])
})

test('a neighbour is there, absent, or was never asked', () => {
  expect(parseNeighbour(ARP, '10.77.0.2')).toBe('there')
  expect(parseNeighbour(ARP, '10.77.0.9')).toBe('absent')
  expect(parseNeighbour(ARP, '10.77.0.3')).toBe('unknown')
})

test.runIf(process.platform === 'linux')('a real connection is found in it', async () => {
  const server = net.createServer((socket) => socket.resume())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  const socket = net.connect({ port, host: '127.0.0.1' })
  await new Promise((resolve) => socket.once('connect', resolve))
  expect(await unackedOf('127.0.0.1', socket.localPort ?? 0)).toBe(0)
  expect(await unackedOf('127.0.0.1', 1)).toBe(null)
  expect(await readKernel('127.0.0.1', '127.0.0.1', port)).toEqual({
    neighbour: 'unknown',
    halfOpen: 0,
    unackedBytes: 0,
    resends: 0,
  })
  socket.destroy()
  server.close()
})
