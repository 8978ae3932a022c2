import { expect, test } from 'vitest'
import { chosenHost, wishedHost } from './host-choice.ts'

const noDisplay = 'There is no display here'

test('nothing asked: the desktop apps where there is a display, else the services and one sentence why', () => {
  expect(wishedHost(null, null)).toEqual({ host: 'desktop', display: 'there', otherwise: 'service' })
  expect(wishedHost(null, noDisplay)).toEqual({
    host: 'service',
    sentence: expect.stringMatching(
      /^There is no display here, so the two servers run as services.*"--host desktop"/,
    ),
  })
})

test('asked for: never the other one', () => {
  for (const displayFault of [null, noDisplay]) {
    expect(wishedHost('service', displayFault)).toEqual({ host: 'service', sentence: null })
  }
  expect(wishedHost('desktop', null)).toEqual({ host: 'desktop', display: 'there', otherwise: 'fault' })
  expect(wishedHost('desktop', noDisplay)).toEqual({ host: 'desktop', display: 'own', otherwise: 'fault' })
})

test.each(['', 'Desktop', 'browser', 'toString'])(
  '--host %j is refused with the hosts there are',
  (asked) => {
    expect(wishedHost(asked, null)).toEqual({
      host: null,
      fault: `--host ${asked} is not known; the hosts are: service, desktop.`,
    })
  },
)

test('where the desktop app cannot run, it decides who asked for it', () => {
  const display = 'there'
  const none = { ok: false, sentence: 'No Electron runtime.' } as const
  expect(chosenHost({ host: 'desktop', display, otherwise: 'service' }, none)).toEqual({
    host: 'service',
    sentence: 'No Electron runtime. So the two servers run as services, with a browser for window.',
  })
  const asked = { host: 'desktop', display, otherwise: 'fault' } as const
  expect(chosenHost(asked, none)).toEqual({ host: null, fault: 'No Electron runtime.' })
  const executable = '/opt/electron'
  expect(chosenHost(asked, { ok: true, executable })).toEqual({ host: 'desktop', display, executable })
})
