import { expect, it } from 'vitest'
import { playScenario } from './play.ts'
import { readMoment, readScenario, writeMoment } from './scenario.ts'

const text = (...lines: string[]): string =>
  ['A title', '  What happened: this.', '  What must happen: that.', '', ...lines].join('\n')

const given = 'Given  a pair in service, the Primary in control, automatic take-over off'

it('a moment is read as it is written', () => {
  for (const ms of [0, 5_300, 62_005, 3_723_004, 2_592_005_000]) expect(readMoment(writeMoment(ms))).toBe(ms)
  expect(readMoment('5.3')).toBeNull()
})

it.each([
  [
    'an unknown line',
    [given, 'Later  something', 'Until 0:10.0', 'Expect Primary in control at the end'],
    ':6: "Later',
  ],
  [
    'the wrong order',
    [given, 'Until 0:10.0', 'At 0:01.0  the Primary boots', 'Expect nothing'],
    ':7: "At" comes too late',
  ],
  ['no end', [given, 'Expect Primary in control at the end'], '"Until" is missing'],
  ['no expectation', [given, 'Until 0:10.0'], 'nothing is expected'],
  [
    'no time',
    [given, 'At soon  the Primary boots', 'Until 0:10.0', 'Expect nothing'],
    ':6: "soon" is no time',
  ],
])('%s is a fault that names file and line', (_what, lines, says) => {
  expect(() => readScenario('x.txt', text(...lines))).toThrow(says)
})

const play = (...lines: string[]) => playScenario(readScenario('x.txt', text(given, ...lines)))

it('a sentence nobody knows is a fault, wherever it stands', () => {
  expect(() =>
    play('At 0:01.0  the Primary flies', 'Until 0:10.0', 'Expect Primary in control at the end'),
  ).toThrow('x.txt:6: "the Primary flies" is not understood')
  expect(() => play('Until 0:10.0', 'Expect luck')).toThrow('x.txt:7: "luck" is not understood')
})

it('a moment that never comes is a fault', () => {
  expect(() =>
    play(
      'When the giver copies what is left  the Primary loses power',
      'Until 0:10.0',
      'Expect nobody in control at the end',
    ),
  ).toThrow('x.txt:6: it never came about')
})

it.each([
  'Secondary in control at the end',
  'services are down no longer than 1 s',
  'no gap without holder longer than 1 s',
  'Primary in control all the time',
  'Secondary says "Automatic take-over: Done"',
  'the A/B switch on B at the end',
  'two in control for 1 s at most, which cannot be prevented here',
])('what does not hold is named: %s', (expectation) => {
  const { faults } = play('At 0:01.0  the Primary loses power', 'Until 0:10.0', `Expect ${expectation}`)
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(`x.txt:8: Expect ${expectation}: `)
})

it('two in control are a fault though nobody expects anything of it', () => {
  const { faults } = play(
    'At 0:01.0  the Primary is cut off from everything',
    'At 0:20.0  a person forces control to the Secondary and types the consent',
    'Until 1:00.0',
    'Expect Primary in control at 0:01.0',
  )
  expect(faults.join()).toContain('two were in control for')
})
