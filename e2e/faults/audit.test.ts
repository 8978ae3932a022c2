import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RecordEntry } from '../../shared/contract/record.ts'
import { auditLedgers, recordFaults, treeFaults } from './audit.ts'
import { watchEpochs } from './epochs.ts'
import type { FaultWorld } from './fault-world.ts'

/** An audit that finds nothing proves nothing: every finding is provoked once. */

let folder = ''
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'audit-'))
  for (const role of ['primary', 'secondary']) {
    for (const name of ['tree', 'data']) fs.mkdirSync(path.join(folder, role, name), { recursive: true })
  }
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

const at = (...parts: string[]): string => path.join(folder, ...parts)
/** As much of a world as the audits of disks look at. */
const world = (): FaultWorld => {
  const server = (role: string) => ({
    paths: { tree: at(role, 'tree'), data: at(role, 'data'), ledger: at(`ledger-${role}`) },
  })
  return { servers: { primary: server('primary'), secondary: server('secondary') } } as unknown as FaultWorld
}
const onBoth = (name: string, content: string): void => {
  for (const role of ['primary', 'secondary']) fs.writeFileSync(at(role, 'tree', name), content)
}
const acknowledged = (name: string, content: string, atMs: number): void => {
  const sha256 = crypto.createHash('sha256').update(content).digest('hex')
  fs.writeFileSync(at('ledger-primary'), `${JSON.stringify({ sequence: 1, path: name, sha256, atMs })}\n`)
}
const STRUCK_MS = 100_000

test('an acknowledged file that is on one server only is a finding', () => {
  onBoth('call', 'hello')
  acknowledged('call', 'hello', STRUCK_MS)
  expect(auditLedgers(world(), STRUCK_MS)).toEqual({ faults: [], acknowledged: 1, salvaged: 0 })
  fs.rmSync(at('secondary', 'tree', 'call'))
  expect(auditLedgers(world(), STRUCK_MS).faults[0]).toContain('missing and not in salvage')
})

test('what was not copied yet may be in salvage, what was Updated may not', () => {
  fs.mkdirSync(at('primary', 'data', 'salvage'))
  fs.writeFileSync(at('primary', 'data', 'salvage', 'kept'), 'hello')
  acknowledged('call', 'hello', STRUCK_MS - 500)
  expect(auditLedgers(world(), STRUCK_MS)).toMatchObject({ faults: [], salvaged: 1 })
  acknowledged('call', 'hello', STRUCK_MS - 60_000)
  expect(auditLedgers(world(), STRUCK_MS).faults[0]).toContain('only in salvage although it was Updated')
})

test('trees that stay different are a finding', async () => {
  onBoth('call', 'hello')
  expect(await treeFaults(world())).toEqual([])
  fs.writeFileSync(at('secondary', 'tree', 'call'), 'hallo')
  expect((await treeFaults(world(), 500))[0]).toContain('the trees differ: call')
})

const entry = (act: string, outcome: RecordEntry['outcome']): RecordEntry =>
  ({ server: 'secondary', act, outcome, rules: [] }) as unknown as RecordEntry

test('a record that does not give the reason is a finding, and so is one that says too much', () => {
  const taken = [entry('takeOver', 'begun'), entry('takeOver', 'done')]
  expect(recordFaults(taken, [{ act: 'takeOver', outcome: 'done' }])).toEqual([])
  expect(recordFaults([], [{ act: 'takeOver', outcome: 'done' }])[0]).toContain('it says: nothing')
  expect(recordFaults(taken, ['nothing'])[0]).toContain('secondary takeOver begun; secondary takeOver done')
  expect(recordFaults([entry('stall', 'noted')], ['nothing'])).toEqual([])
})

const slot = (sequence: number, seen: number, held: number): string =>
  `copy, sequence ${sequence}\n${JSON.stringify({ seen, held: { epoch: held } })}`.padEnd(8 * 1024)

test('an epoch that falls on a disk is a finding; a torn copy is not read', () => {
  const file = at('primary', 'data', 'control-state')
  fs.writeFileSync(file, slot(1, 4, 2) + slot(2, 6, 6))
  const watch = watchEpochs('primary', at('primary', 'data'))
  expect(watch.now()).toEqual({ seen: 6, held: 6 })
  fs.writeFileSync(file, slot(3, 8, 8).replace('}', ' ') + slot(2, 6, 6))
  expect(watch.now()).toEqual({ seen: 6, held: 6 })
  expect(watch.faults()).toEqual([])
  fs.writeFileSync(file, slot(3, 8, 4) + slot(2, 6, 6))
  watch.now()
  expect(watch.faults()).toEqual(['the epoch held of the primary fell from 6 to 4'])
  watch.end()
})
