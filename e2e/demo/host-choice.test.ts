import { expect, test } from 'vitest'
import { chosenHost, wishedHost } from './host-choice.ts'

test('nothing asked: the desktop apps where there is a display, else the services and one sentence why', () => {
  expect(wishedHost(null, true)).toEqual({ host: 'desktop', display: 'there', otherwise: 'service' })
  expect(wishedHost(null, false)).toEqual({
    host: 'service',
    sentence: expect.stringMatching(/^There is no display here .*"--host desktop"/),
  })
})

test('asked for: never the other one', () => {
  for (const hasDisplay of [true, false]) {
    expect(wishedHost('service', hasDisplay)).toEqual({ host: 'service', sentence: null })
  }
  expect(wishedHost('desktop', true)).toEqual({ host: 'desktop', display: 'there', otherwise: 'fault' })
  expect(wishedHost('desktop', false)).toEqual({ host: 'desktop', display: 'own', otherwise: 'fault' })
})

test.each(['', 'Desktop', 'browser', 'toString'])(
  '--host %j is refused with the hosts there are',
  (asked) => {
    expect(wishedHost(asked, true)).toEqual({
      host: null,
      fault: `--host ${asked} is not known; the hosts are: service, desktop.`,
    })
  },
)

test('where the desktop app cannot run, the fault decides by who asked', () => {
  const fault = 'No Electron runtime.'
  expect(chosenHost(wishedHost(null, true), fault)).toEqual({
    host: 'service',
    sentence: 'No Electron runtime. So the two servers run as services, with a browser for window.',
  })
  expect(chosenHost(wishedHost('desktop', false), fault)).toEqual({ host: null, fault })
  expect(chosenHost(wishedHost('desktop', false), null)).toEqual({ host: 'desktop', display: 'own' })
  expect(chosenHost(wishedHost('service', false), fault)).toEqual({ host: 'service', sentence: null })
})
