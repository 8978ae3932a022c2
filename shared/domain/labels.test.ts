import { describe, expect, test } from 'vitest'
import { settingsFault } from '../contract/settings.ts'
import {
  alarmCodes,
  type CompletionItem,
  completionItems,
  type ReplicationView,
  replicationView,
  switchOverSteps,
} from '../contract/status.ts'
import * as labels from './labels.ts'
import {
  administrationLabels,
  alarmWords,
  completionWords,
  formatBytes,
  formatDuration,
  formatFullMoment,
  formatMoment,
  parseLabel,
  plainLabel,
  reasonWords,
  redundancyLabels,
  remedyWords,
  replicationWords,
  ruleSentence,
  ruleWords,
  settingsFaultWords,
  stepWords,
} from './labels.ts'
import { noReplication } from './no-replication.ts'
import { switchOverReasons } from './reasons.ts'
import { judge, remedyCodes, ruleCodes } from './rules.ts'

const isWords = (text: string): boolean => /^["A-Z0-9]/.test(text) && !/undefined|NaN|\[object/.test(text)

describe('every code has words', () => {
  test.each(ruleCodes)('rule %s', (rule) => {
    const words = ruleWords(judge(rule, false, 1500, null, 'wait'))
    expect(isWords(words.text)).toBe(true)
    expect(words.value).not.toBe('')
    expect(words.limit).toBe('')
  })
  test.each(remedyCodes.filter((code) => code !== 'none'))('remedy %s says what to do', (code) => {
    expect(remedyWords(code)).toMatch(/^[A-Z].*\.$/)
  })
  test.each(alarmCodes)('alarm %s, with and without parameters', (code) => {
    for (const params of [{}, { address: '10.0.0.1', own: 'A', peer: 'B', count: 3, set: 'voice-mail' }]) {
      const words = alarmWords({ code, severity: 'warning', params, forMs: 65_000 })
      expect(isWords(words.title) && isWords(words.text) && isWords(words.remedy)).toBe(true)
      expect(words.since).toBe('for 1 min 5 s')
    }
  })
  test('a changed certificate is told so that it is true on the server that stayed and on the new one', () => {
    const { title, text, remedy } = alarmWords({
      code: 'certificateChanged',
      severity: 'warning',
      params: {},
      forMs: 0,
    })
    expect(`${title} ${text}`).not.toMatch(/its certificate|shows a new/)
    expect(remedy).toMatch(
      /one of the servers was installed anew, accept its new certificate on the other one/,
    )
  })
  test('reasons, steps, completion items, settings faults', () => {
    expect(switchOverReasons.map(reasonWords).every(isWords)).toBe(true)
    expect(switchOverSteps.map(stepWords).every(isWords)).toBe(true)
    for (const item of completionItems) {
      const open: CompletionItem = { item, state: 'open', byHand: true, done: 1, total: 2, names: ['201'] }
      expect(completionWords(open)).toMatchObject({ count: '1 of 2' })
    }
    const unknown: CompletionItem = {
      item: 'phonesHome',
      state: 'open',
      byHand: false,
      done: null,
      total: null,
      names: [],
    }
    expect(completionWords(unknown).detail).toContain('not known yet')
    expect(completionWords({ ...unknown, state: 'notConfigured' }).detail).toBe('')
    for (const code of settingsFault.shape.code.options) {
      expect(isWords(settingsFaultWords({ field: 'key', code }).text)).toBe(true)
    }
  })
  test('no two rules and no two remedies read the same', () => {
    const texts = ruleCodes.map((rule) => ruleWords(judge(rule, true, null, null, 'none')).text)
    expect(new Set(texts).size).toBe(texts.length)
    const remedies = remedyCodes.map(remedyWords)
    expect(new Set(remedies).size).toBe(remedies.length)
  })
})

describe('no sentence has its punctuation twice', () => {
  const doubled = /[.:;,] ?[.:;,]|\.\)|\(\)|\( | {2}/
  /** Drivers give words, names, or whole sentences. */
  const samples = ['', '10.0.0.1', 'no JSON', 'Port 9640 is used by another program; stop it.']
  test.each(alarmCodes)('alarm %s', (code) => {
    for (const sample of samples) {
      const places = ['address', 'set', 'path', 'position'].map((key) => [key, sample.replace(/\.$/, '')])
      const params = { ...Object.fromEntries(places), detail: sample, message: sample, own: 'A', peer: 'B' }
      for (const given of [{}, params, { ...params, count: 2, skewMs: 2_100, state: 'serving' }]) {
        const { title, text, remedy } = alarmWords({ code, severity: 'warning', params: given, forMs: 0 })
        expect(`${title}: ${text} ${remedy}`).not.toMatch(doubled)
      }
    }
  })
  test.each(ruleCodes)('rule %s', (rule) => {
    for (const remedy of remedyCodes) {
      for (const value of [null, 0, 1_500, true, '', 'down', 'primary:down', 'voice-mail']) {
        expect(ruleSentence(judge(rule, false, value, value, remedy))).not.toMatch(doubled)
      }
    }
  })
  test.each(replicationView.shape.problem.unwrap().shape.code.options)('problem %s', (code) => {
    for (const name of ['', 'voice-mail', 'a/b.wav']) {
      const words = replicationWords(view({ problem: { code, name, count: 1 } }))
      expect(Object.values(words).join(' | ')).not.toMatch(/[.:;,] ?[.:;,]|\.\)|\(\)/)
    }
  })
  test.each(settingsFault.shape.code.options)('settings fault %s', (code) => {
    const { field, text } = settingsFaultWords({ field: 'key', code })
    expect(`${field}: ${text}`).not.toMatch(doubled)
  })
})

describe('rules in words', () => {
  test('durations, counts, codes and names', () => {
    expect(ruleWords(judge('peerSilentLongEnough', false, 1500, 10_000, 'wait'))).toMatchObject({
      value: '1.5 s',
      limit: 'at least 10 s',
    })
    expect(ruleWords(judge('finalSyncDone', false, 1, 0, 'wait'))).toMatchObject({
      value: '1 file',
      limit: '0 files',
    })
    expect(ruleWords(judge('switchingServiceUp', false, 'down', 'up', 'startService'))).toMatchObject({
      value: 'Down',
      limit: 'Up',
    })
    expect(ruleWords(judge('otherServiceUp', false, 'mail-bridge', null, 'startService')).value).toBe(
      'mail-bridge',
    )
    expect(ruleWords(judge('armed', false, 'constructor', null, 'wait')).value).toBe('constructor')
  })
  test('what is left, what is absent, and the value of one system', () => {
    expect(ruleWords(judge('backOffOver', false, 2_000, 0, 'wait'))).toMatchObject({
      value: '2.0 s left',
      limit: '',
    })
    expect(ruleWords(judge('lineSwitchAnswers', false, null, 4_000, 'checkLineSwitch'))).toMatchObject({
      value: 'No answer',
      limit: 'at most 4.0 s ago',
    })
    expect(ruleWords(judge('ipPhoneServiceUp', false, 'secondary:down', 'up', 'startService'))).toMatchObject(
      {
        text: 'IP Phone Service is Up on the Secondary System',
        value: 'Down',
        limit: 'Up',
      },
    )
  })
  test('a value and the limit it misses never read the same', () => {
    expect(ruleSentence(judge('noOwnStall', false, 132, 112, 'none'))).toBe(
      'This server was not held up: is 0.132 s, must be at most 0.112 s.',
    )
    expect(ruleWords(judge('peerSilentLongEnough', false, 9_960, 10_000, 'wait'))).toMatchObject({
      value: '9.960 s',
      limit: 'at least 10.000 s',
    })
    expect(ruleWords(judge('minimumGapOver', false, 3_599_990, 3_600_000, 'wait'))).toMatchObject({
      value: '59 min 59.990 s',
      limit: 'at least 1 h 0 min 0.000 s',
    })
    expect(ruleWords(judge('leaseRunning', false, 0, 0, 'none'))).toMatchObject({ value: '0.0 s left' })
    expect(ruleWords(judge('noOwnStall', true, 111, 112, 'none'))).toMatchObject({ value: '0.1 s' })
    expect(ruleWords(judge('noOwnStall', false, 212, 112, 'none'))).toMatchObject({ value: '0.2 s' })
  })
  test.each([
    ['deletionsHeld: deletionsHeld voice-mail (222)', '222 deletions wait for confirmation (voice-mail).'],
    ['deletionsHeld: folderSuddenlyEmpty a b (3)', 'A replicated folder is suddenly empty (a b). Check'],
    ['folderMissing: folderMissing files (0)', 'A replicated folder does not exist (files). Create it'],
    ['failed: diskFull: files/a: b.wav', 'The disk of the standby is full (files/a: b.wav).'],
    ['failed', 'A file could not be copied.'],
    ['linkDown: no channel to the standby', 'The two servers were not connected for copying.'],
    ['rootsDiffer: after 5 rounds', 'The two copies were still not equal.'],
    ['cancelled: the role changed', 'It was stopped.'],
    ['timeout', 'It took too long.'],
    ['finalSync', 'The last copy took too long.'],
    ['stopServices', 'Stopping the services took too long.'],
    ['copyChanges', 'Copying what had changed took too long.'],
  ])('why a copy is not complete is said in words: %s', (code, says) => {
    const sentence = ruleSentence(judge('finalSyncDone', false, code, true, 'none'))
    expect(sentence).toContain(`on both servers: no. ${says}`)
    expect(sentence).not.toContain('must be')
  })
  test('a hand-over that is not answered', () => {
    expect(ruleSentence(judge('peerAcceptsGrant', false, 'askNonce', true, 'wait'))).toMatch(
      /^The other server accepts control: no\. The other server did not answer in time\. Wait/,
    )
  })
  test('one line for the log', () => {
    expect(ruleSentence(judge('switchingServiceUp', false, 'down', 'up', 'startService'))).toBe(
      'Switching Service is Up on both systems: is Down, must be Up. Start the service on the system where it is down, and wait until it shows Up.',
    )
    expect(ruleSentence(judge('otherServiceUp', true, 'primary:up', 'up', 'startService'))).toBe(
      'Every other controlled service is Up on the Primary System: is Up, must be Up.',
    )
    expect(ruleSentence(judge('consentTyped', false, 'yes', 'It is off', 'typeConsent'))).toBe(
      'The consent was typed exactly as it is shown: is "yes", must be "It is off". Type the sentence exactly as it is shown.',
    )
    expect(ruleSentence(judge('armed', true, true, true, 'none'))).toBe(
      'Automatic take-over is on: is Yes, must be Yes.',
    )
  })
})

const view = (change: Partial<ReplicationView>): ReplicationView =>
  replicationView.parse({
    ...noReplication,
    state: 'destinationUpdated',
    ageMs: 10,
    ...change,
  })

describe('replication in words', () => {
  test.each([
    ['sourceMonitoring', 'Source: Monitoring'],
    ['sourceUpdating', 'Source: Updating'],
    ['destinationUpdated', 'Destination: Updated'],
    ['destinationUpdating', 'Destination: Updating'],
    ['destinationNotUpdated', 'Destination: Not Updated'],
    ['unknown', 'Unknown'],
  ] as const)('%s is "%s"', (state, text) => {
    expect(replicationWords(view({ state })).text).toBe(text)
  })
  test('progress and lag', () => {
    const progress = { filesDone: 3, filesTotal: 20, bytesDone: 1_234_000, bytesTotal: 4e7, secondsLeft: 12 }
    const words = replicationWords(view({ progress, lagFiles: 1, lagBytes: 1 }))
    expect(words.progress).toBe('3 of 20 files, 1.2 MB of 40.0 MB, 12 s left')
    expect(words.lag).toBe('1 file (1 byte) not yet copied')
  })
  test.each(replicationView.shape.problem.unwrap().shape.code.options)('problem %s', (code) => {
    const words = replicationWords(view({ problem: { code, name: 'voice-mail', count: 2 } }))
    expect(words.problem).toMatch(/\.$/)
    expect(isWords(words.problem)).toBe(true)
  })
})

describe('mnemonics', () => {
  const windows = Object.entries(labels).filter(([name]) => name.endsWith('Labels')) as [
    string,
    Record<string, string>,
  ][]
  test.each(windows)('%s uses no letter twice', (_name, table) => {
    const letters = Object.values(table)
      .filter((label) => typeof label === 'string')
      .map((label) => parseLabel(label).mnemonic)
      .filter((letter) => letter !== null)
    expect(new Set(letters).size).toBe(letters.length)
  })
  test("are the product's", () => {
    const letter = (label: string) => parseLabel(label).mnemonic
    const { enable, primary, primaryAddress, secondaryAddress, lineSwitchAddress, key, status } =
      redundancyLabels
    const own = [enable, primary, primaryAddress, secondaryAddress, lineSwitchAddress, key, status]
    expect(own.map(letter).join('')).toBe('rpdcbkt')
    expect(letter(administrationLabels.manualSwitchOver)).toBe('m')
  })
  test('parse', () => {
    expect(parseLabel('Se&condary Address:')).toEqual({ text: 'Secondary Address:', mnemonic: 'c', index: 2 })
    expect(parseLabel('Boards && Lines')).toEqual({ text: 'Boards & Lines', mnemonic: null, index: -1 })
    expect(plainLabel('OK')).toBe('OK')
    expect(plainLabel('End &')).toBe('End &')
  })
})

describe('numbers', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_000, '1.0 kB'],
    [12_345, '12.3 kB'],
    [999_960, '1.0 MB'],
    [123_456_789, '123 MB'],
    [5e15, '5000 TB'],
  ])('%d bytes are "%s"', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
  test.each([
    [-5, '0.0 s'],
    [0, '0.0 s'],
    [40, '< 0.1 s'],
    [350, '0.4 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [59_600, '1 min'],
    [125_000, '2 min 5 s'],
    [11_520_000, '3 h 12 min'],
    [86_400_000 * 5 + 3_600_000 * 3, '5 d 3 h'],
  ])('%d ms are "%s"', (ms, text) => expect(formatDuration(ms)).toBe(text))
  test('moments, in any zone', () => {
    const at = Date.UTC(2026, 8, 8, 12, 15, 55)
    expect(formatMoment(at, 120)).toBe('09/08, 14:15:55')
    expect(formatFullMoment(at, 120)).toBe('2026-09-08 14:15:55 UTC+02:00')
    expect(formatFullMoment(at, -210)).toBe('2026-09-08 08:45:55 UTC-03:30')
  })
})
