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
  withDialogClosed,
  withDialogOpened,
  withOpeningWarning,
  withoutRefusal,
  withQuestion,
  withStatus,
  withTime,
  withWarningElsewhere,
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
    const asked = withQuestion(withDialogOpened(connected(), 'administration'), { kind: 'switchOver' })
    expect(withDialogClosed(asked, 'administration')).toMatchObject({
      dialogs: [],
      question: { kind: 'none' },
    })
  })
  test('Status opens Redundancy Administration over Redundancy, which stays open', () => {
    const both = withDialogOpened(withDialogOpened(connected(), 'redundancy'), 'administration')
    expect(both.dialogs).toEqual(['redundancy', 'administration'])
    expect(withDialogOpened(both, 'redundancy').dialogs).toEqual(both.dialogs)
    expect(withDialogClosed(both, 'administration').dialogs).toEqual(['redundancy'])
  })
})

describe('the warning of a standby whose automatic take-over is off', () => {
  const { standbyOff, healthy, disabled } = statuses
  const unknown = { ...standbyOff, activeSystem: 'unknown' } as const
  const loggedOn = (...all: (typeof healthy)[]): WindowState =>
    all.reduce((state, status) => withStatus(state, status, 100), withConnection(firstState(0), true, 50))

  test('comes at log-on, once', () => {
    const warned = loggedOn(standbyOff)
    expect(warned.question).toEqual({ kind: 'automaticOff' })
    const closed = withQuestion(warned, { kind: 'none' })
    expect(withStatus(closed, standbyOff, 200).question).toEqual({ kind: 'none' })
  })
  test('waits until it is known who is in control', () => {
    expect(loggedOn(unknown).question).toEqual({ kind: 'none' })
    expect(loggedOn(unknown, standbyOff).question).toEqual({ kind: 'automaticOff' })
  })
  test('never comes on the active system, on an armed standby, without redundancy, or after a switch-over', () => {
    for (const first of [healthy, { ...standbyOff, automatic: healthy.automatic }, disabled]) {
      expect(loggedOn(first, standbyOff).question).toEqual({ kind: 'none' })
    }
  })
  test('interrupts nothing', () => {
    const busy = withQuestion(loggedOn(unknown), { kind: 'confirmDeletions', set: 'voice-mail' })
    expect(withStatus(busy, standbyOff, 200).question.kind).toBe('confirmDeletions')
    const open = withDialogOpened(loggedOn(unknown), 'administration')
    expect(withStatus(open, standbyOff, 200).question.kind).toBe('none')
  })
  test('does not come at log-on in a window that is a dialog', () => {
    const dialog = withStatus(withConnection(firstState(0, 'dialog'), true, 50), standbyOff, 100)
    expect(dialog.question).toEqual({ kind: 'none' })
    expect(withOpeningWarning(dialog).question).toEqual({ kind: 'automaticOff' })
  })
  test('moves to the window that shows it last, and is not asked twice once it was answered', () => {
    const givenUp = withWarningElsewhere(loggedOn(standbyOff), 'elsewhere')
    expect(givenUp.question).toEqual({ kind: 'none' })
    expect(withStatus(givenUp, standbyOff, 200).question).toEqual({ kind: 'none' })
    const answered = withWarningElsewhere(givenUp, 'answered')
    expect(withStatus(answered, standbyOff, 200).question).toEqual({ kind: 'none' })
  })
  test('comes back when the other window went without an answer', () => {
    const givenUp = withWarningElsewhere(loggedOn(standbyOff), 'elsewhere')
    const back = withWarningElsewhere(givenUp, 'nowhere')
    expect(withStatus(back, standbyOff, 200).question).toEqual({ kind: 'automaticOff' })
    expect(withStatus(back, healthy, 200).question).toEqual({ kind: 'none' })
  })
  test('that another window shows takes no other question away, and does not come where it was not due', () => {
    const asking = withQuestion(loggedOn(healthy), { kind: 'switchOver' })
    const elsewhere = withWarningElsewhere(asking, 'elsewhere')
    expect(elsewhere.question).toEqual({ kind: 'switchOver' })
    const back = withWarningElsewhere(elsewhere, 'nowhere')
    expect(withStatus(withQuestion(back, { kind: 'none' }), standbyOff, 200).question.kind).toBe('none')
  })
  test('comes again whenever the dialog "Redundancy" opens', () => {
    const closed = withQuestion(loggedOn(standbyOff), { kind: 'none' })
    expect(withOpeningWarning(closed).question).toEqual({ kind: 'automaticOff' })
    expect(withOpeningWarning(loggedOn(healthy)).question).toEqual({ kind: 'none' })
    expect(withOpeningWarning(withTime(closed, 9_000)).question).toEqual({ kind: 'none' })
  })
})

test('time never runs backwards', () => {
  const later = withTime(connected(), 500)
  expect(withTime(later, 400)).toBe(later)
})
