import { expect, it } from 'vitest'
import { ruleSentence } from '../../domain/labels.ts'
import { judging, START, stateWith } from '../testing/state.ts'
import { lineAnswers as lineAnswersRule, lineFreshMs } from './line-answers.ts'

const lineAnswers = judging(lineAnswersRule)

const reading = { position: 'A', at: START } as const

it('never read: no value, and it does not hold', () => {
  expect(lineAnswers(stateWith(), START)).toMatchObject({ holds: false, value: null })
})

it('an answer counts until it is too old', () => {
  const s = stateWith({ reading })
  const limit = lineFreshMs(s)
  expect(lineAnswers(s, START + limit)).toMatchObject({ holds: true, value: limit, limit })
  expect(lineAnswers(s, START + limit + 1)).toMatchObject({ holds: false, remedy: 'checkLineSwitch' })
})

it('a question without an answer takes the earlier answer away, and says so', () => {
  const judged = lineAnswers(stateWith({ reading, lineSilentAt: START + 1 }), START + 2)
  expect(judged).toMatchObject({ holds: false, value: 'newestUnanswered' })
  expect(ruleSentence(judged)).toContain('is No answer to the newest question, must be at most')
})

it('an answer that is too old says how old it is, also when nothing answers any more', () => {
  const s = stateWith({ reading, lineSilentAt: START + 1 })
  const value = lineFreshMs(s) + 1
  expect(lineAnswers(s, START + value)).toMatchObject({ holds: false, value })
})
