import { expect, onTestFinished, test } from 'vitest'
import { everyRecord } from '../../../shared/contract/record.ts'
import { type Durable, durable, emptyDurable } from '../../../shared/core/durable.ts'
import { type HostTurns, STUCK_AFTER_MS } from '../host-turns.ts'
import { scratchFolder } from '../store/fixtures.ts'
import { openStore } from '../store/store.ts'
import { pageOf } from './record-page.ts'
import { watchHost } from './stuck-host.ts'

/** A host without redundancy that stands still: what was said, and whether its program ended. */
const standStill = async (isEnded: boolean) => {
  const lines: string[] = []
  const opened = openStore<Durable>(scratchFolder(), durable, emptyDurable)
  if (!opened.ok) throw new Error(opened.message)
  const { store } = opened
  onTestFinished(() => store.close())
  const log = { ...store.log, warn: (line: string) => void lines.push(line) }
  let look: (silentMs: number) => void = () => {}
  const turns: HostTurns = {
    isStuck: () => true,
    onLook: (listener) => {
      look = listener
    },
    close: () => {},
  }
  let ends = 0
  const endHost = (): void => {
    ends += 1
  }
  watchHost({
    store: { ...store, log },
    version: '1.0.0',
    clock: { now: () => 0 },
    turns,
    currentState: () => null,
    endHost: isEnded ? endHost : null,
  })
  look(STUCK_AFTER_MS)
  look(STUCK_AFTER_MS + 500)
  const { entries } = await pageOf(store.record, { filter: everyRecord, limit: 10, after: null })
  return { lines, ends, acts: entries.map(({ act }) => act) }
}

test('a service that ends itself promises its start only where something runs it as a service', async () => {
  const { lines, ends, acts } = await standStill(true)
  expect(ends).toBe(1)
  expect(acts).toEqual(['endHost', 'hostStuck'])
  expect(lines).toHaveLength(2)
  for (const line of lines)
    expect(line).toMatch(/as a service starts it again; .* by hand a person starts\.$/)
})

test('a program that nobody starts again stays', async () => {
  const { lines, ends, acts } = await standStill(false)
  expect(ends).toBe(0)
  expect(acts).toEqual(['hostStuck'])
  expect(lines).toEqual([expect.stringContaining('Nobody would start it again')])
})
