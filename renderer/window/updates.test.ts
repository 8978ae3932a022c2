import { describe, expect, test } from 'vitest'
import type { Refusal } from '../../shared/contract/contract.ts'
import { statuses } from '../fixtures/statuses.ts'
import {
  firstState,
  freshness,
  shownStatus,
  type WindowState,
  withAnswer,
  withCommand,
  withConnection,
  withDialog,
  withoutRefusal,
  withQuestion,
  withStatus,
  withTime,
} from './updates.ts'

const refusal: Refusal = { ok: false, code: 'fault', rules: [], faults: [], message: 'No.' }
const connected = (): WindowState =>
  withStatus(withConnection(firstState(0), true, 100), statuses.healthy, 200)

describe('freshness', () => {
  test('connecting, then lost when nothing comes for 2 s', () => {
    expect(freshness(firstState(0))).toBe('connecting')
    expect(freshness(withTime(firstState(0), 2_001))).toBe('connectionLost')
    expect(shownStatus(withTime(firstState(0), 2_001))).toBe(null)
  })
  test('a loss is shown when the last status is older than 2 s', () => {
    const lost = withConnection(connected(), false, 1_000)
    expect(freshness(withTime(lost, 2_200))).toBe('current')
    expect(freshness(withTime(lost, 2_201))).toBe('connectionLost')
  })
  test('a connection that comes and goes makes nothing younger', () => {
    const flapping = withConnection(withConnection(connected(), false, 1_000), true, 2_000)
    expect(freshness(withTime(withConnection(flapping, false, 2_100), 2_201))).toBe('connectionLost')
  })
  test('a silent server is stale though connected', () => {
    expect(freshness(withTime(connected(), 2_200))).toBe('current')
    expect(freshness(withTime(connected(), 2_201))).toBe('stale')
  })
  test('every value is Unknown then, and known again with the next status', () => {
    const lost = withTime(withConnection(connected(), false, 1_000), 2_201)
    expect(shownStatus(lost)?.primary.keepAliveService.value).toBe('unknown')
    const back = withStatus(withConnection(lost, true, 4_000), statuses.healthy, 4_010)
    expect(shownStatus(back)).toEqual(statuses.healthy)
  })
})

describe('commands', () => {
  test('a command closes the question and the last refusal', () => {
    const asked = withQuestion(withAnswer(connected(), refusal), { kind: 'switchOver' })
    expect(asked.refusal).toBe(null)
    expect(withCommand(asked, 'switchOver')).toMatchObject({
      running: 'switchOver',
      question: { kind: 'none' },
    })
  })
  test('a no is kept until closed, a yes leaves nothing', () => {
    const refused = withAnswer(withCommand(connected(), 'arm'), refusal)
    expect(refused).toMatchObject({ running: null, refusal })
    expect(withoutRefusal(refused).refusal).toBe(null)
    expect(withAnswer(withCommand(connected(), 'arm'), null).refusal).toBe(null)
  })
  test('closing the dialog closes its question', () => {
    const asked = withQuestion(withDialog(connected(), 'administration'), { kind: 'switchOver' })
    expect(withDialog(asked, 'none')).toMatchObject({ dialog: 'none', question: { kind: 'none' } })
  })
})

test('time never runs backwards', () => {
  const later = withTime(connected(), 500)
  expect(withTime(later, 400)).toBe(later)
})
