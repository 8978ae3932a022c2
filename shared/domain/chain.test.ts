import { expect, it } from 'vitest'
import { throughChain } from './chain.ts'

it('a silent server: Keep Alive is Down, the rest Unknown', () => {
  expect(throughChain(['down', 'up', 'up'])).toEqual(['down', 'unknown', 'unknown'])
  expect(throughChain(['down', 'down', 'unknown'])).toEqual(['down', 'unknown', 'unknown'])
})

it('Switching Down hides what stands behind it, not what stands before', () => {
  expect(throughChain(['up', 'down', 'up'])).toEqual(['up', 'down', 'unknown'])
  expect(throughChain(['unknown', 'down', 'down'])).toEqual(['unknown', 'down', 'unknown'])
})

it('what is not configured stays so behind a Down', () => {
  expect(throughChain(['down', 'notConfigured', 'up'])).toEqual(['down', 'notConfigured', 'unknown'])
})

it('the last one Down changes nothing before it', () => {
  expect(throughChain(['up', 'up', 'down'])).toEqual(['up', 'up', 'down'])
})

it('an Unknown is no Down: what was seen behind it stands', () => {
  expect(throughChain(['unknown', 'up', 'up'])).toEqual(['unknown', 'up', 'up'])
  expect(throughChain(['up', 'up', 'up'])).toEqual(['up', 'up', 'up'])
})
