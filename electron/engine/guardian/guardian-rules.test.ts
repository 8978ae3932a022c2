import { describe, expect, it } from 'vitest'
import {
  decide,
  type GuardianAction,
  type GuardianInput,
  type GuardianState,
  graceMs,
  initialState,
} from './guardian-rules.ts'

const TIMING = { stopLimitMs: 500, stuckMs: 2_000, lingerMs: 60_000 }
const READY_AT = 1_000

/** Feeds inputs at their times; gives the last state and what the last input caused. */
const given = (
  ...steps: readonly (readonly [number, GuardianInput])[]
): { state: GuardianState; actions: readonly GuardianAction[] } => {
  let state = initialState(TIMING, 0)
  let actions: readonly GuardianAction[] = []
  for (const [now, input] of steps) ({ state, actions } = decide(state, input, now))
  return { state, actions }
}

const recovered = [READY_AT, { kind: 'recovered', lastEpoch: 2 }] as const
const tick = (now: number) => [now, { kind: 'tick' }] as const
const alive = (now: number) => [now, { kind: 'alive' }] as const
const deadline = (now: number, until: number | null, saidAt = now) =>
  [now, { kind: 'deadline', until, saidAt }] as const
const start = (now: number, readingAskedAt: number | null = now, knownWord = 0) =>
  [now, { kind: 'start', epoch: 4, readingAskedAt, knownWord }] as const
const question = (now: number, proved = true) => [now, { kind: 'question', proved }] as const
const started = (now: number) => [now, { kind: 'allStarted' }] as const
const stopped = (now: number) => [now, { kind: 'allStopped' }] as const
const verbs = (actions: readonly GuardianAction[]) => actions.map((action) => action.do)
const running = [recovered, deadline(1_100, 5_000), start(1_200), started(1_300)] as const

describe('start', () => {
  it('happens before the deadline, and counts when every service was started', () => {
    expect(given(recovered, deadline(1_100, 5_000), start(1_200)).actions).toEqual([
      { do: 'startServices', epoch: 4 },
    ])
    expect(given(...running).actions).toEqual([{ do: 'tellStarted', epoch: 4 }])
  })

  it.each([
    ['no deadline was ever told', [recovered, start(1_200)], 'no deadline was told'],
    ['the deadline is now', [recovered, deadline(1_100, 1_200), start(1_200)], 'the deadline has passed'],
    [
      'the reading was asked before the guardian was ready',
      [recovered, deadline(1_100, null), start(1_200, READY_AT)],
      'the peer was told',
    ],
    [
      'the reading was asked at the moment of the word',
      [recovered, deadline(1_100, null), question(1_150), start(1_200, 1_150, 1)],
      'the peer was told',
    ],
    [
      'it rests on no reading and the engine had not heard of the word',
      [recovered, deadline(1_100, null), question(1_150), start(1_200, null, 0)],
      'the peer was told',
    ],
    [
      'the services of before are being stopped',
      [...running, [1_400, { kind: 'stop', epoch: 4 }], start(1_500)],
      'still being stopped',
    ],
    [
      'the guardian is ending',
      [...running, [1_400, { kind: 'signal', name: 'SIGTERM' }], start(1_500)],
      'ending',
    ],
  ] as const)('is refused when %s', (_, steps, why) => {
    const { actions } = given(...steps)
    expect(actions).toEqual([{ do: 'tellRefused', epoch: 4, why: expect.stringContaining(why) }])
  })

  it('happens on a reading asked after the word, or without one when the engine knew of it', () => {
    const asked = [recovered, deadline(1_100, null), question(1_150)] as const
    expect(verbs(given(...asked, start(1_200, 1_151, 0)).actions)).toEqual(['startServices'])
    expect(verbs(given(...asked, start(1_200, null, 1)).actions)).toEqual(['startServices'])
  })

  it('that fails is refused and what runs is stopped', () => {
    const { actions, state } = given(...running, [1_400, { kind: 'startFailed', why: 'disk full' }])
    expect(verbs(actions)).toEqual(['tellRefused', 'stopServices'])
    expect(state.phase).toEqual({ is: 'stopping', epoch: 4, asked: null })
  })
})

describe('deadline', () => {
  it('ends the engine first, then the services, counted from the deadline itself', () => {
    const { actions } = given(...running, alive(4_990), tick(5_000 + graceMs(TIMING)))
    expect(actions).toMatchObject([{ do: 'killEngine' }, { do: 'stopServices', from: 5_000 }])
  })

  it('leaves an engine alone that said stop in the grace', () => {
    const steps = [...running, alive(4_990), [5_001, { kind: 'stop', epoch: 4 }], tick(5_051)] as const
    expect(given(...steps).actions).toEqual([])
    expect(given(...steps, stopped(5_100)).actions).toEqual([{ do: 'tellStopped', epoch: 4 }])
  })

  it('moves when the renewal was said in time, however late it is read', () => {
    const { actions } = given(...running, deadline(5_010, 9_000, 4_999), alive(5_040), tick(5_060))
    expect(actions).toEqual([])
  })

  it('does not move when the renewal was said after it', () => {
    const { actions } = given(...running, deadline(5_010, 9_000, 5_000), tick(5_060))
    expect(verbs(actions)).toEqual(['killEngine', 'stopServices'])
  })

  it('means nothing while no services run', () => {
    const { actions } = given(recovered, deadline(1_100, 1_200), alive(1_300), tick(1_400))
    expect(actions).toEqual([])
  })
})

describe('sign of life', () => {
  const ticksTo = (from: number, until: number) =>
    Array.from({ length: Math.floor((until - from) / 100) }, (_, index) => tick(from + 100 * (index + 1)))

  it('missing for T_stuck ends the engine, with or without services', () => {
    expect(verbs(given(recovered, alive(1_000), ...ticksTo(1_000, 2_900)).actions)).toEqual([])
    expect(verbs(given(recovered, alive(1_000), ...ticksTo(1_000, 3_000)).actions)).toEqual(['killEngine'])
    const unbound = [...running, deadline(1_350, null), alive(1_400)] as const
    expect(verbs(given(...unbound, ...ticksTo(1_400, 3_400)).actions)).toEqual(['killEngine', 'stopServices'])
  })

  it("is not missed during the guardian's own stall", () => {
    expect(given(recovered, alive(1_000), tick(1_001), tick(60_000)).actions).toEqual([])
  })

  it('may take longer the first time', () => {
    expect(given(recovered, ...ticksTo(1_000, 30_900)).actions).toEqual([])
    expect(verbs(given(recovered, ...ticksTo(1_000, 31_000)).actions)).toEqual(['killEngine'])
  })
})

describe('end', () => {
  const pipeEnded: GuardianInput = { kind: 'pipeEnded', why: 'gone' }

  it('of the pipe: engine, services, then it lingers and goes', () => {
    const ended = [...running, [1_400, pipeEnded]] as const
    expect(verbs(given(...ended).actions)).toEqual(['killEngine', 'stopServices'])
    const settled = [...ended, stopped(1_700)] as const
    expect(verbs(given(...settled).actions)).toEqual(['tellStopped'])
    expect(verbs(given(...settled, question(1_800)).actions)).toEqual(['tellWordGiven', 'answerPeer'])
    expect(verbs(given(...settled, tick(61_700)).actions)).toEqual(['exit'])
    expect(verbs(given(...settled, [1_900, { kind: 'signal', name: 'SIGTERM' }]).actions)).toEqual(['exit'])
  })

  it('in order: no engine is ended', () => {
    const quit = [...running, [1_400, { kind: 'quit' }], [1_401, pipeEnded]] as const
    expect(given(...quit).actions).toEqual([])
    expect(given(...quit, stopped(1_500)).actions).toEqual([
      { do: 'tellStopped', epoch: 4 },
      { do: 'exit', code: 0 },
    ])
  })

  it('by a signal or a failure: services first, the engine lives', () => {
    for (const [input, code] of [
      [{ kind: 'signal', name: 'SIGTERM' }, 0],
      [{ kind: 'failure', detail: 'a bug' }, 1],
    ] as const) {
      const ended = [...running, [1_400, input]] as const
      expect(verbs(given(...ended).actions)).toEqual(['stopServices'])
      expect(given(...ended, stopped(1_500)).actions).toContainEqual({ do: 'exit', code })
      expect(given(recovered, [1_400, input]).actions).toEqual([{ do: 'exit', code }])
    }
  })

  it('while an earlier guardian is being replaced waits until that is done', () => {
    const early = [[500, pipeEnded], recovered] as const
    expect(given(...early).state.lingerUntil).toBe(READY_AT + TIMING.lingerMs)
  })
})

describe('word', () => {
  it('is given when nothing runs, with the last epoch', () => {
    expect(given(recovered, question(1_100)).actions).toEqual([
      { do: 'tellWordGiven', number: 1 },
      { do: 'answerPeer', kind: 'stopped', epoch: 2 },
    ])
  })

  it.each([
    ['services run', [...running, question(1_400)], 4],
    ['they are being started', [recovered, deadline(1_100, null), start(1_200), question(1_250)], 4],
    ['they are being stopped', [...running, [1_400, { kind: 'stop', epoch: 4 }], question(1_450)], 4],
    ['it is not proved', [recovered, question(1_100, false)], 2],
    ['an earlier guardian is being replaced', [question(500)], 0],
  ] as const)('is not given while %s', (_, steps, epoch) => {
    expect(given(...steps).actions).toEqual([{ do: 'answerPeer', kind: 'running', epoch }])
  })
})
