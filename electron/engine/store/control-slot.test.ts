import { expect, it } from 'vitest'
import { MOST_FAILURE_RULES, type Rehearsal, type Way } from '../../../shared/contract/rehearsal.ts'
import { type Durable, emptyDurable } from '../../../shared/core/durable.ts'
import type { RuleResult } from '../../../shared/domain/rules.ts'
import { decodeSlot, encodeSlot } from './control-slot.ts'

const rule: RuleResult = {
  rule: 'peerSilentLongEnough',
  holds: false,
  value: 'ü'.repeat(60),
  limit: 'ü'.repeat(60),
  remedy: 'waitForRunningSwitchOver',
}
const way = (ms: number): Way => ({ totalMs: ms, withoutServicesMs: ms, withoutHolderMs: ms })
const rehearsal = (ms: number): Rehearsal => ({
  number: ms,
  step: 'planned',
  sinceWallMs: ms,
  person: '',
  requestId: '',
  home: 'secondary',
  notBeforeWallMs: ms,
  notAfterWallMs: ms,
  begunWallMs: ms,
  holdMs: ms,
  rearms: false,
  tries: ms,
  over: way(ms),
  upMs: ms,
  back: way(ms),
  failure: { code: 'controlMoved', rules: Array.from({ length: MOST_FAILURE_RULES }, () => rule) },
  isLeft: false,
  lastChange: ms,
})

it('the largest control state fits into a slot', () => {
  const epoch = Number.MAX_SAFE_INTEGER
  const id = 'x'.repeat(64)
  const largest: Durable = {
    ...emptyDurable,
    ...{
      seen: epoch,
      attempted: epoch,
      given: epoch,
      armedFor: epoch,
      armNumber: epoch,
      replicaUpdatedFor: epoch,
    },
    held: { epoch, id, acknowledged: false, bound: false, declared: false, unopposed: false },
    peerHeld: { epoch, id },
    granted: { epoch, reason: 'otherSystemNotAvailable' },
    peerDisabled: 'serving',
    lastSwitchOver: { wallMs: epoch, reason: 'otherSystemNotAvailable', epoch },
    automaticActs: Array.from({ length: 100 }, () => epoch + 0.123),
    lastAutomaticAct: epoch,
    maintenance: { number: epoch, endsWallMs: epoch, lastsMs: epoch },
    rehearsal: { ...rehearsal(epoch), person: 'ü'.repeat(64), requestId: id },
    primaryAway: { ms: epoch, wallMs: epoch },
  }
  const slot = decodeSlot('A', encodeSlot('A', 1, largest))
  expect(slot).toMatchObject({ valid: true, value: largest })
})
