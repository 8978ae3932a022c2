import { expect, it } from 'vitest'
import { type Durable, emptyDurable } from '../../../shared/core/durable.ts'
import { decodeSlot, encodeSlot } from './control-slot.ts'

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
    held: { epoch, id, acknowledged: false, bound: false, declared: false },
    peerHeld: { epoch, id },
    granted: { epoch, reason: 'otherSystemNotAvailable' },
    peerDisabled: 'serving',
    lastSwitchOver: { wallMs: epoch, reason: 'otherSystemNotAvailable', epoch },
    automaticActs: Array.from({ length: 100 }, () => epoch + 0.123),
    lastAutomaticAct: epoch,
    maintenance: { number: epoch, endsWallMs: epoch, lastsMs: epoch },
    primaryAway: { ms: epoch, wallMs: epoch },
  }
  const slot = decodeSlot('A', encodeSlot('A', 1, largest))
  expect(slot).toMatchObject({ valid: true, value: largest })
})
