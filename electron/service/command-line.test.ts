import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { servingPair } from '../../shared/core/testing/stories.ts'
import { entryOf, scratchFolder } from '../engine/store/fixtures.ts'
import { openRecord } from '../engine/store/record.ts'
import { ask, logOn, run, serveProcess } from './fixtures/processes.ts'
import { begunSentence, nonePlanned } from './maintenance.ts'

const callsOf = (dataDir: string): { method: string; person: string }[] =>
  fs
    .readFileSync(path.join(dataDir, 'calls.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('the record is searched, written to a new file and judged again', async () => {
  const dataDir = scratchFolder()
  const { record } = openRecord(dataDir) as Extract<ReturnType<typeof openRecord>, { ok: true }>
  record.append({
    ...entryOf(Date.UTC(2024, 11, 31), 'enable'),
    rules: [],
    changes: [
      { field: 'lineSwitchAddress', from: '', to: '10.0.1.140' },
      { field: 'key', secret: true },
    ],
  })
  record.append(entryOf(Date.UTC(2025, 0, 1), 'switchOver'))
  await record.close()
  await serveProcess(dataDir)
  const command = (args: readonly string[]) => run([...args, '--data', dataDir])

  expect((await command(['record', '-n', '5'])).stdout).toMatch(
    /Primary System: Manual switch over: Done\. Person \(link\), Manual switch over, change no\. 2\.\n {4}holds {2}The two servers are connected/,
  )
  expect((await command(['record', '--act', 'enable'])).stdout).toMatch(
    /Enable redundancy: Done\..*\n {4}AB-Switch Address: from nothing to 10\.0\.1\.140\.\n {4}Redundancy Key: changed\.\n/,
  )
  const newest = await command(['record', '--json', '-n', '1'])
  expect(JSON.parse(newest.stdout)).toMatchObject({ act: 'switchOver' })
  const found = async (...args: string[]) => (await command(['record', '--json', ...args])).stdout
  expect(await found('--from', '2025-01-02')).toBe('')
  expect(await found('--to', '2025-01-02', '--person', 'LINK', '--text', 'manual')).toContain('switchOver')
  const file = path.join(dataDir, 'exported.txt')
  expect((await command(['record', '--out', file])).stdout).toBe(`2 decisions were written to ${file}.\n`)
  expect(fs.readFileSync(file, 'utf8')).toContain('Manual switch over: Done')
  const nowhere = path.join(dataDir, 'nowhere', 'exported.txt')
  expect(await command(['record', '--out', nowhere])).toMatchObject({
    code: 1,
    stderr: `redundancy: ${nowhere} could not be made: its folder does not exist.\n`,
  })
  expect(await command(['record', '--out', file])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('could not be made'),
  })
  expect((await command(['record', 'verify'])).stdout).toMatch(
    /^0 decisions come out as they were recorded, 0 differently; 1 had nothing to judge,/,
  )
})

test('what comes out differently when it is judged again is seen', async () => {
  const dataDir = scratchFolder()
  const { record } = openRecord(dataDir) as Extract<ReturnType<typeof openRecord>, { ok: true }>
  const pair = servingPair()
  pair.press('secondary', 'moveLinesBack')
  const refused = pair.secondary.decisions.at(-1)
  if (refused === undefined) throw new Error('nothing was recorded')
  const [place] = refused.rules
  if (place === undefined) throw new Error('nothing was judged')
  const rules = [{ ...place, holds: !place.holds }]
  record.append({ ...entryOf(Date.UTC(2025, 0, 1), 'moveLineBack'), ...refused, rules })
  await record.close()
  await serveProcess(dataDir)
  const verified = await run(['record', 'verify', '--data', dataDir])
  expect(verified.code).toBe(1)
  expect(verified.stdout).toMatch(
    /\n {4}recorded: holds {2}This server is in control: .*\n {4}again: {4}FAILS {2}This server is in control: /,
  )
})

test('a planned maintenance promises no more automatic take-over than there was', async () => {
  const dataDir = scratchFolder()
  await serveProcess(dataDir)
  const begun = await run(['maintenance', 'start', '--minutes', '5', '--data', dataDir])
  expect(begun).toMatchObject({ code: 0, stdout: `${begunSentence(5, false)}\n` })
  expect(begunSentence(5, false)).not.toContain('on again')
  expect(begunSentence(5, true)).toContain('on again')
  expect(await run(['maintenance', 'end', '--data', dataDir])).toMatchObject({
    code: 0,
    stdout: `${nonePlanned}\n`,
  })
})

test('force shows what it would cost, and takes only the sentence it asks for', async () => {
  const dataDir = scratchFolder()
  await serveProcess(dataDir)
  const command = (args: readonly string[]) => run([...args, '--data', dataDir])
  const shown = await command(['force'])
  expect(shown.code).toBe(1)
  for (const line of [
    /^ {2}Gains control: +Primary System$/m,
    /^ {2}Other system: +Silent for 14 s\.$/m,
    /^ {2}Lacked when last heard: +1 file, 4\.0 kB, 14 s ago\./m,
    /^ {6}voice-mail\/201\.wav \(4\.0 kB, 15 s old\)$/m,
    /^ {2}- The Secondary System may still serve/m,
    /^ {2}- The standby has a complete/m,
  ]) {
    expect(shown.stdout).toMatch(line)
  }
  expect(shown.stderr).toBe(
    'redundancy: Nothing was done. Without a terminal: --consent "Secondary System does not serve, loss accepted"\n',
  )
  expect(await command(['force', '--consent', 'yes'])).toMatchObject({ code: 1 })
  const forced = await command([
    'force',
    '--wait',
    '--consent',
    'Secondary System does not serve, loss accepted',
  ])
  expect(forced).toMatchObject({ code: 0, stderr: '' })
})

test('a consent to a new certificate that is another sentence is answered with the one that is asked for', async () => {
  const dataDir = scratchFolder()
  await serveProcess(dataDir)
  const accept = (consent: string) => run(['accept-certificate', '--consent', consent, '--data', dataDir])
  expect(await accept('Accept')).toMatchObject({
    code: 1,
    stderr:
      'The new certificate was not accepted:\n  - The consent was typed exactly as it is shown: is "Accept", ' +
      'must be "Accept aaaaaaaa". Type the sentence exactly as it is shown.\n',
  })
  expect(callsOf(dataDir).map(({ method }) => method)).not.toContain('acceptCertificate')
  expect(await accept('Accept aaaaaaaa')).toMatchObject({ code: 0, stderr: '' })
})

test('the commands speak to the service and print what it answers', async () => {
  const dataDir = scratchFolder()
  const service = await serveProcess(dataDir)
  const command = (args: readonly string[], input?: string) => run([...args, '--data', dataDir], input)

  const status = await command(['status'])
  expect(status.code).toBe(0)
  for (const line of [
    /^Redundancy Administration$/m,
    /^ {2}Active System: +Primary$/m,
    /^ {2}Last Switch Over: +09\/08, 14:15:55 /m,
    /^ {2}Last Switch Over Reason: +Manual switch over$/m,
    /^ {2}Voice Mail Server: +Available$/m,
    /^ {2}In Control: +No \(! the other server says Yes\)$/m,
    /^ {2}IP Phone Service: +Down\n {30}connection refused by 127\.0\.0\.1:5060$/m,
    /^ {2}Keep Alive Service: +Up$/m,
    /^ {2}Replication Status: +Source: Monitoring$/m,
    /^ {2}Replication Status: +Destination: Updating$/m,
    /^Current Server Address: +10\.10\.10\.1$/m,
    /^ {2}Critical: The A\/B switch does not answer/m,
  ]) {
    expect(status.stdout).toMatch(line)
  }
  const json = await command(['status', '--json'])
  expect(JSON.parse(json.stdout)).toMatchObject({ activeSystem: 'primary' })

  const waited = await command(['switch-over', '--wait'])
  expect(waited).toMatchObject({ code: 0, stderr: '' })
  expect(waited.stdout).toMatch(
    /^The switch-over has begun\.\n {2}Done: .*\n {2}Done: Hand over control, 0\.1 s\n/,
  )
  expect(waited.stdout).toMatch(/The Secondary System is in control now\. It took 0\.3 s\.\n$/)

  const armed = await command(['arm'])
  expect(armed).toMatchObject({ code: 1, stdout: '' })
  expect(armed.stderr).toBe(
    'Automatic take-over was not turned on:\n' +
      '  - The copy on the standby is Updated: is 3 files, must be 0 files. Wait until the standby shows ' +
      '"Destination: Updated". If its status names a problem, solve that first.\n',
  )
  expect(await command(['disarm'])).toMatchObject({ code: 0, stdout: 'Automatic take-over is off.\n' })
  expect(await command(['confirm-deletions', 'voice-mail'])).toMatchObject({ code: 0 })
  expect(await command(['confirm-deletions', 'engine-breaks'])).toMatchObject({
    code: 1,
    stderr: 'redundancy: The engine could not answer: no answer\n',
  })

  const doctor = await command(['doctor'])
  expect(doctor).toMatchObject({ code: 0, stderr: '' })
  expect(doctor.stdout).toBe(`Link to the other server
  Way:                10.10.10.1 – 10.10.10.2:9640
  State:              Down for 12 s
  Heard from there:   14 s ago
  Arrived there:      Never

Findings
  Certain: Packets are dropped on the way (this server → other server)
    What this server sends does not reach the other server (10.10.10.2), while what comes from there arrives: something drops it without a word.
    Open port 9640 and the port of the guardian (TCP) in the firewall of the other server, and look for a firewall in between.
  Possible: The address of this server is not a fixed one
    10.10.10.1 was given to it for a time only (DHCP): it may change.
    Give this server a static address.
`)
  expect(JSON.parse((await command(['doctor', '--json'])).stdout)).toMatchObject({ state: 'down' })

  const link = await command(['link'])
  expect(link.code).toBe(0)
  const cookie = await logOn(service.url, link.stdout.trim())
  expect((await ask(service.url, '/', { headers: { cookie } })).body).toContain('The windows')
  expect(callsOf(dataDir).every(({ person }) => /^token:[\w.-]+$/.test(person))).toBe(true)
})

test('enable takes the key from a file or from standard input, and disable leaves the rest', async () => {
  const dataDir = scratchFolder()
  await serveProcess(dataDir)
  const addresses = [
    '--role',
    'secondary',
    '--primary',
    '10.0.0.1',
    '--secondary',
    '10.0.0.2',
    '--data',
    dataDir,
  ]
  const keyFile = path.join(dataDir, 'key.txt')
  fs.writeFileSync(keyFile, 'a key of the file\n')
  const enabled = await run(['enable', ...addresses, '--line-switch', '10.0.1.140', '--key-file', keyFile])
  expect(enabled).toEqual({ code: 0, stdout: 'Redundancy is enabled.\n', stderr: '' })
  const keyOf = () => fs.readFileSync(path.join(dataDir, 'redundancy-key'), 'utf8')
  const settings = () => JSON.parse(fs.readFileSync(path.join(dataDir, 'redundancy.json'), 'utf8'))
  expect(keyOf()).toBe('a key of the file\n')
  expect(settings()).toEqual({
    revision: 1,
    settings: {
      enabled: true,
      role: 'secondary',
      primaryAddress: '10.0.0.1',
      secondaryAddress: '10.0.0.2',
      lineSwitchAddress: '10.0.1.140',
    },
  })
  const short = await run(['enable', ...addresses], 'short\n')
  expect(short).toMatchObject({ code: 0 })
  expect(short.stderr).toContain('under 12 characters')
  expect(keyOf()).toBe('short\n')
  expect(await run(['enable', ...addresses])).toMatchObject({ code: 0 })
  expect(keyOf()).toBe('short\n')
  expect(await run(['disable', '--data', dataDir])).toMatchObject({ code: 0 })
  expect(settings()).toMatchObject({ revision: 4, settings: { enabled: false, role: 'secondary' } })
  const refused = await run(['switch-over', '--data', dataDir])
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain(
    'Manual Switch Over was refused: Manual Switch Over is not possible now:\n  - ',
  )
  const elsewhere = addresses.map((word) => (word === '10.0.0.1' ? '10.0.1.1' : word))
  const apart = await run(['enable', ...elsewhere])
  expect(apart.stderr).toMatch(
    /^Warning: 10\.0\.1\.1: This is outside the network of this server \(10\.0\.0\.0\/24\)/,
  )
  const missing = await run(['enable', ...addresses, '--key-file', path.join(dataDir, 'none')])
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('does not exist') })
  const device = await run(['enable', ...addresses, '--key-file', '/dev/zero'])
  expect(device).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^redundancy: The key file \/dev\/zero is not a plain file: name one/),
  })
  for (const name of fs.readdirSync(path.join(dataDir, 'log'))) {
    expect(fs.readFileSync(path.join(dataDir, 'log', name), 'utf8')).not.toMatch(/a key of the file|short/)
  }
})

test('what has nothing to do says so, and asks for nothing', async () => {
  const dataDir = scratchFolder()
  await serveProcess(dataDir)
  const command = (...args: string[]) => run([...args, '--data', dataDir])
  expect(await command('acknowledge-dual-control')).toEqual({
    code: 0,
    stdout: 'There is nothing to acknowledge: this server knows of no two systems that claimed control.\n',
    stderr: '',
  })
  expect(await command('disable')).toEqual({
    code: 0,
    stdout: 'Redundancy is not enabled on this server: there is nothing to disable.\n',
    stderr: '',
  })
  expect(await command('declare-other-off')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^redundancy: Nothing was done: this is for a server that is in control,[^\n]+\n$/,
    ),
  })
  expect(callsOf(dataDir).map(({ method }) => method)).not.toContain('declareOtherOff')
})

test.each([
  [['frobnicate'], 'There is no command "frobnicate".'],
  [['constructor'], 'There is no command "constructor".'],
  [['frobnicate', '--help'], 'There is no command "frobnicate".'],
  [['help', 'frobnicate'], 'There is no command "frobnicate".'],
  [['status', '--frob'], 'status: there is no option --frob.'],
  [['status', 'word'], 'status: "word" is not expected.'],
  [['confirm-deletions'], 'confirm-deletions needs SET.'],
  [['enable', '--role', 'primary', '--primary', '10.0.0.1'], 'enable needs --secondary.'],
  [
    ['enable', '--role', 'third', '--primary', '1.1.1.1', '--secondary', '1.1.1.2'],
    '--role is primary or secondary.',
  ],
  [
    ['enable', '--role', 'primary', '--primary', 'pbx', '--secondary', '1.1.1.2'],
    '--primary must be an IPv4 address',
  ],
  [['serve', '--port', '70000'], '--port is a number from 0 to 65535.'],
  [['record', '-n', '0'], '-n is a number from 1 to 100000.'],
])('wrong usage %j ends with 2 and one line', async (args, sentence) => {
  const { code, stdout, stderr } = await run(args)
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain(sentence)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
})

test('help is printed and is no fault', async () => {
  for (const args of [[], ['help'], ['--help']]) {
    const { code, stdout } = await run(args)
    expect(code).toBe(0)
    expect(stdout).toContain('redundancy switch-over [--wait]')
  }
  for (const args of [
    ['rehearse', '--help'],
    ['help', 'rehearse'],
  ]) {
    const { code, stdout } = await run(args)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ {2}redundancy rehearse \[--at.+rehearse --cancel.+redundancy --help/s)
    expect(stdout).not.toContain('switch-over [--wait]')
  }
})
