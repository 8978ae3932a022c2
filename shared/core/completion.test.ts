import { expect, it } from 'vitest'
import type { Role } from '../domain/roles.ts'
import { servingPair } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

it('the completion list is complete when all of it is true, ticked calls and phones included', () => {
  const pair = servingPair()
  const phones = { expected: ['201', '202'], registered: ['201'] }
  pair.secondary.says = { phones }
  pair.press('primary', 'switchOver')
  pair.pass(3_000)
  const list = (role: Role) => {
    const { completion } = seenFrom(pair, role)
    if (completion === null) throw new Error('there is no completion list')
    return completion
  }
  expect(list('primary').of).toBe('secondary')
  expect(list('primary').items.find((item) => item.item === 'phonesHome')).toMatchObject({
    state: 'open',
    done: 1,
    total: 2,
    names: ['202'],
  })
  pair.secondary.says = { phones: { ...phones, registered: ['201', '202'] } }
  for (const item of ['incomingCall', 'outgoingCall', 'extensionToExtension', 'voiceMailAccess'] as const) {
    pair.primary.input({ type: 'completionTick', item, done: true, requestId: item })
  }
  pair.pass(2_000)
  expect(list('primary').items.filter((item) => item.state === 'open')).toEqual([])
  expect(list('secondary').complete).toBe(true)
  // A telephone that leaves later, a service that fails: other matters than this switch-over.
  const down = { value: 'down', ageMs: 0, detail: 'no answer', asked: 'runs' } as const
  pair.secondary.says = { phones, switching: down }
  pair.primary.replica = 'destinationNotUpdated'
  pair.pass(5_000)
  for (const role of ['primary', 'secondary'] as const) {
    expect(seenFrom(pair, role).secondary.switchingService.value).toBe('down')
    expect(list(role).complete).toBe(true)
    expect(list(role).items.find((item) => item.item === 'phonesHome')).toMatchObject({
      state: 'done',
      done: 2,
      names: [],
    })
  }
  pair.primary.input({ type: 'completionTick', item: 'incomingCall', done: false, requestId: 'untick' })
  pair.settle()
  expect(list('secondary').complete).toBe(false)
  pair.primary.input({ type: 'completionEnd', requestId: 'end' })
  pair.settle()
  expect(seenFrom(pair, 'secondary').completion).toBeNull()
  expect(seenFrom(pair, 'primary').completion).toBeNull()
})

it('telephones whose list is not known are open, not passed over; without a list they are no item', () => {
  const pair = servingPair()
  pair.secondary.says = { phones: 'unknown' }
  pair.press('primary', 'switchOver')
  pair.pass(3_000)
  const phones = (role: Role) =>
    seenFrom(pair, role).completion?.items.find(({ item }) => item === 'phonesHome')
  const unknown = { state: 'open', done: null, total: null, names: [] }
  expect(phones('secondary')).toMatchObject(unknown)
  expect(phones('primary')).toMatchObject(unknown)
  pair.secondary.says = {}
  pair.pass(1_000)
  expect(phones('secondary')).toMatchObject({ state: 'notConfigured' })
})

it('that a standby could start its services does not complete its switch-over', () => {
  const pair = servingPair()
  const ready = { value: 'up', ageMs: 0, detail: 'ready', asked: 'ready' } as const
  pair.secondary.says = { switching: ready }
  pair.pass(1_000)
  pair.press('primary', 'switchOver')
  pair.pass(3_000)
  const services = () =>
    seenFrom(pair, 'secondary').completion?.items.find(({ item }) => item === 'servicesUp')?.state
  expect(services()).toBe('open')
  pair.secondary.says = {}
  pair.pass(1_000)
  expect(services()).toBe('done')
})

it('what was reached is not carried into the next switch-over', () => {
  const pair = servingPair()
  pair.press('primary', 'switchOver')
  pair.pass(3_000)
  expect(pair.secondary.state.completion?.reached).toContain('replicaUpdated')
  pair.secondary.replica = 'destinationUpdating'
  pair.press('secondary', 'switchOver')
  pair.pass(3_000)
  const items = seenFrom(pair, 'primary').completion?.items
  expect(items?.find(({ item }) => item === 'replicaUpdated')?.state).toBe('open')
})
