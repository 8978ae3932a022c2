import fs from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { onCutSentences } from '../../../shared/domain/on-cut.ts'
import { scratchFolder } from './fixtures.ts'
import { jsonFault } from './json-fault.ts'
import { parseSite, readSite } from './site.ts'

const faultsOf = (value: unknown): readonly string[] => {
  const result = parseSite(
    'site.json',
    typeof value === 'string' ? value : JSON.stringify(value),
    '/var/lib/rm',
  )
  return result.ok ? [] : result.faults
}
const service = {
  id: 's',
  shownAs: 'other',
  runs: 'onBoth',
  runner: { kind: 'none' },
  probe: { kind: 'tcp', host: 'h', port: 1 },
}
const set = (id: string, folder: string) => ({ id, path: folder })

test('no file means the defaults', () => {
  const result = readSite(scratchFolder())
  expect(result).toMatchObject({
    ok: true,
    site: { ports: { admin: 9680 }, services: [], timing: { heartbeatMs: 1000 } },
  })
})

test('a good file', () => {
  const dataDir = scratchFolder()
  const content = {
    replicatedSets: [set('config', '/srv/pbx/config'), set('voice-mail', '/srv/pbx/config-2')],
    services: [
      service,
      { ...service, id: 'pbx', runs: 'whenActive', runner: { kind: 'unit', unit: 'pbx.service' } },
    ],
    lineSwitch: { replyPattern: '(?<card>\\d+)=(?<side>[AB])', cards: [1, 2] },
  }
  fs.writeFileSync(path.join(dataDir, 'site.json'), `\ufeff${JSON.stringify(content)}`)
  expect(readSite(dataDir)).toMatchObject({ ok: true, site: { lineSwitch: { cards: [1, 2], port: 9100 } } })
})

test.each<[unknown, string]>([
  ['{"a": 1,\n "b": }', 'site.json is not valid JSON: line 2, column 7 should have a value.'],
  ['{"a": 1,\n}', 'site.json is not valid JSON: line 2, column 1 should have a name in double quotes.'],
  ['[]', 'site.json: the file as a whole must be a group in curly brackets.'],
  [{ service: [] }, 'site.json: the file as a whole has the unknown name service.'],
  [{ ports: { admin: 70_000 } }, 'site.json: ports.admin must be at most 65535.'],
  [{ ports: { admin: '9680' } }, 'site.json: ports.admin must be a number.'],
  [
    { services: [{ ...service, runs: 'always' }] },
    'site.json: services[0].runs must be onBoth or whenActive.',
  ],
  [
    { services: [{ ...service, runner: { kind: 'docker' } }] },
    'site.json: services[0].runner.kind must be process or unit or command or none.',
  ],
  [
    { services: [{ ...service, probe: { kind: 'tcp', port: 1 } }] },
    'site.json: services[0].probe.host is missing.',
  ],
  [
    { replicatedSets: [set('Config', '/a')] },
    'site.json: replicatedSets[0].id must be of the form: lower-case letters, digits and dashes, 64 at most.',
  ],
  [{ phonesUrl: 'phones' }, 'site.json: phonesUrl must be a web address (URL).'],
  [
    { replicatedSets: [set('a', '/a'), set('a', '/b')] },
    'site.json: replicatedSets[1].id repeats the id a of another set.',
  ],
  [
    { replicatedSets: [set('a', 'srv/a')] },
    'site.json: replicatedSets[0].path must be an absolute path, beginning with "/".',
  ],
  [
    { replicatedSets: [set('a', '/srv/a'), set('b', '/srv/x/../a/b')] },
    'site.json: replicatedSets[1].path overlaps the folder of the set a.',
  ],
  [
    { replicatedSets: [set('a', '/var/lib/')] },
    'site.json: replicatedSets[0].path overlaps the data folder /var/lib/rm, which belongs to this server alone.',
  ],
  [{ excludes: ['../x'] }, 'site.json: excludes[0] must be relative to a set: no leading "/" and no "..".'],
  [{ services: [service, service] }, 'site.json: services[1].id repeats the id s of another service.'],
  [
    { services: [{ ...service, runs: 'whenActive' }] },
    'site.json: services[0].runner.kind is none, but a service that runs whenActive must be started and stopped by something.',
  ],
  [
    { services: [{ ...service, probe: { kind: 'process' } }] },
    'site.json: services[0].probe.kind is process, but with the runner none there is no process.',
  ],
  [
    { voiceMailProbe: { kind: 'process' } },
    'site.json: voiceMailProbe.kind must be tcp, http or sip: it has no process of its own.',
  ],
  [
    { lineSwitch: { replyPattern: '(' } },
    'site.json: lineSwitch.replyPattern is not a regular expression (Unterminated group): correct it, or empty it for the tolerant parser.',
  ],
  [
    { lineSwitch: { replyPattern: '(?<card>\\d)' } },
    'site.json: lineSwitch.replyPattern has no group (?<side>...): add it, or empty it for the tolerant parser.',
  ],
  [{ lineSwitch: { cards: [3, 3] } }, 'site.json: lineSwitch.cards[1] repeats the card 3.'],
  [
    { lineSwitch: { password: 'a\rb' } },
    'site.json: lineSwitch.password may hold printable ASCII characters only.',
  ],
  [{ ports: { link: 9680 } }, 'site.json: ports.admin repeats the port 9680 of another listener.'],
  [
    { timing: { declareLostMs: 1000 } },
    'site.json: timing.declareLostMs is 1000 ms, which is too short for heartbeatMs 1000: raise it to 2505 or more, or lower heartbeatMs.',
  ],
])('%j', (value, sentence) => {
  expect(faultsOf(value)).toContain(sentence)
})

test('every fault is named at once', () => {
  const faults = faultsOf({ replicatedSets: [set('a', 'x'), set('a', '/b')], ports: { link: 9641 } })
  expect(faults).toHaveLength(3)
})

test('a folder in place of the file', () => {
  const dataDir = scratchFolder()
  fs.mkdirSync(path.join(dataDir, 'site.json'))
  const result = readSite(dataDir)
  expect(result.ok ? '' : result.message).toContain('is not a plain file')
})

test('the position of a fault agrees with the runtime’s own parser on what is valid', () => {
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', '"', '}', ',', ']', '\\', '0', '\u0001', '\u0080'),
      (json, at, piece) => {
        const place = at % (json.length + 1)
        const text = json.slice(0, place) + piece + json.slice(place + (at % 2))
        expect(jsonFault(text) === null, JSON.stringify(text)).toBe(parses(text))
      },
    ),
    { numRuns: 2000 },
  )
})

test('what a cut does is accepted word for word, or not at all', () => {
  const parse = (onCut: string) => parseSite('/data/site.json', JSON.stringify({ onCut }), '/data')
  for (const sentence of Object.values(onCutSentences)) expect(parse(sentence).ok).toBe(true)
  const other = parse(onCutSentences.activeStays.replace('I accept', 'We accept'))
  expect(other.ok).toBe(false)
  if (!other.ok)
    expect(other.message).toBe(
      `/data/site.json: onCut must be "${onCutSentences.activeLetsGo}" or "${onCutSentences.activeStays}", word for word.`,
    )
})
