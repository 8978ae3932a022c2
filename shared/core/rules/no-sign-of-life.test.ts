import { describe, expect, it } from 'vitest'
import type { State } from '../state.ts'
import { judging, START, stateWith } from '../testing/state.ts'
import { doubtMs, noSignOfLife as noSignOfLifeRule, PROOF_SIGN_MS } from './no-sign-of-life.ts'

const noSignOfLife = judging(noSignOfLifeRule)
const { timing } = stateWith()
const { signOfLifeMs, declareLostMs, heartbeatMs } = timing
const now = START + declareLostMs

/** In a silence of the active, its ports just asked. */
const silent = (change: Partial<State> = {}): State => stateWith({ lookedForPeerAt: now - 100, ...change })

describe('a service of the active that answers', () => {
  const of = (ageMs: number) =>
    noSignOfLife(silent({ serviceSign: { what: 'sip:10.10.10.1:5060', at: now - ageMs } }), now)

  it('refuses, and names what answered and how long ago', () => {
    expect(of(1_200)).toMatchObject({
      holds: false,
      value: 'sip:10.10.10.1:5060@1000',
      limit: signOfLifeMs,
      remedy: 'checkLinkActiveLives',
    })
    expect(of(signOfLifeMs).holds).toBe(false)
  })

  it('counts no longer than its time', () => {
    expect(of(signOfLifeMs + 1)).toMatchObject({ holds: true, value: null })
  })

  it('weighs less than its guardian that says it stopped them', () => {
    const s = silent({
      serviceSign: { what: 'tcp:x:1', at: now - 200 },
      holderLost: { stoppedAskedAt: now - heartbeatMs },
    })
    expect(noSignOfLife(s, now).holds).toBe(true)
    expect(noSignOfLife({ ...s, holderLost: { stoppedAskedAt: now - heartbeatMs - 1 } }, now).holds).toBe(
      false,
    )
  })
})

describe('a refused proof', () => {
  it('comes from a living engine', () => {
    const of = (ageMs: number) =>
      noSignOfLife(silent({ proofSign: { what: 'link:10.10.10.1', at: now - ageMs } }), now)
    expect(of(0)).toMatchObject({ holds: false, value: 'link:10.10.10.1@0' })
    expect(of(PROOF_SIGN_MS).holds).toBe(false)
    expect(of(PROOF_SIGN_MS + 1).holds).toBe(true)
  })
})

describe('nothing answered', () => {
  it('is no sign of death, and has to be known', () => {
    expect(noSignOfLife(silent(), now)).toMatchObject({ holds: true, value: null })
    const lookedForPeerAt = now - signOfLifeMs - 1
    expect(noSignOfLife(silent({ lookedForPeerAt }), now)).toMatchObject({
      holds: false,
      value: 'notAskedYet',
    })
  })

  it('is not asked for while the active is heard', () => {
    expect(noSignOfLife(stateWith(), START + doubtMs(timing)).holds).toBe(true)
    expect(noSignOfLife(stateWith(), START + doubtMs(timing) + 1).holds).toBe(false)
    const closed = stateWith({ holderLost: { stoppedAskedAt: Number.NEGATIVE_INFINITY } })
    expect(noSignOfLife(closed, START).holds).toBe(false)
  })
})
