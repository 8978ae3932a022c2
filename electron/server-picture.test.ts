import { expect, test } from 'vitest'
import { SIDE, serverPicture } from './server-picture.ts'

const WHITE = 'ffffffff'
const dots = (picture: Buffer): string[] => picture.toString('hex').match(/.{8}/g) ?? []

test('the letter of the role stands on the front server, and none before the role is known', () => {
  const whites = (['primary', 'secondary', null] as const).map(
    (role) => dots(serverPicture(role, 1)).filter((dot) => dot === WHITE).length,
  )
  expect(whites).toEqual([15, 15, 0])
  expect(serverPicture('primary', 1)).not.toEqual(serverPicture('secondary', 1))
})

test('a larger one is the same, each dot in so many', () => {
  const [small, large] = [dots(serverPicture('primary', 1)), dots(serverPicture('primary', 4))]
  const everyFourth = large.filter((_, at) => at % 4 === 0 && Math.floor(at / (SIDE * 4)) % 4 === 0)
  expect(everyFourth).toEqual(small)
})
