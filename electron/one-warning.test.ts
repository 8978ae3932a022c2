import { expect, test } from 'vitest'
import { createOneWarning } from './one-warning.ts'

/** Windows are letters; what each hears is written down. */
const three = () => {
  const heard: string[] = []
  const warning = createOneWarning<string>((but, is) => {
    for (const window of ['home', 'redundancy', 'administration'])
      if (window !== but) heard.push(`${window} ${is}`)
  })
  return { warning, heard: () => heard.splice(0) }
}

test('the newest window to show it has it; its answer is everybody’s', () => {
  const { warning, heard } = three()
  warning.hear('home', 'shown')
  expect(heard()).toEqual(['redundancy elsewhere', 'administration elsewhere'])
  warning.hear('redundancy', 'shown')
  expect(heard()).toEqual(['home elsewhere', 'administration elsewhere'])
  warning.hear('redundancy', 'answered')
  expect(heard()).toEqual(['home answered', 'administration answered'])
})

test('a window that goes without an answer gives it back', () => {
  const { warning, heard } = three()
  warning.hear('home', 'shown')
  warning.hear('redundancy', 'shown')
  heard()
  warning.gone('administration')
  expect(heard()).toEqual([])
  warning.gone('redundancy')
  expect(heard()).toEqual(['home nowhere', 'administration nowhere'])
  warning.gone('redundancy')
  expect(heard()).toEqual([])
})

test('a late answer of a window that has it no more says nothing', () => {
  const { warning, heard } = three()
  warning.hear('home', 'shown')
  warning.hear('redundancy', 'shown')
  heard()
  warning.hear('home', 'answered')
  expect(heard()).toEqual([])
})
