import http from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { everyRecord } from '../shared/contract/record.ts'
import { openCommandLineHere } from './command-line-here.ts'
import type { Caller, EngineHandle } from './engine/admin/engine-handle.ts'
import { connect } from './engine/admin/service-client.ts'
import { findService } from './engine/admin/service-file.ts'
import { openDiagnosticLog } from './engine/store/diagnostic-log.ts'
import { scratchFolder } from './engine/store/fixtures.ts'

/** The real server, file, token and client; only the engine behind them is none. */
const openHere = async () => {
  const dataDir = scratchFolder()
  const callers: Caller[] = []
  const engine: EngineHandle = {
    call: async (_method, _input, caller) => {
      callers.push(caller)
      return { entries: [], damaged: [], next: null }
    },
    onStatus: () => {},
    onExit: () => {},
    stop: async () => {},
  }
  const log = openDiagnosticLog(dataDir, { name: 'desktop' })
  const opened = await openCommandLineHere(dataDir, engine, log)
  if (!opened.ok) throw new Error(opened.message)
  onTestFinished(async () => {
    await opened.here.close()
    log.close()
  })
  const found = findService(dataDir)
  if (!found.ok) throw new Error(found.message)
  return { dataDir, callers, here: opened.here, place: found.place }
}

const get = (port: number, headers: http.OutgoingHttpHeaders, path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          body += part
        })
        response.on('end', () => resolve(`${response.statusCode} ${body}`))
      })
      .on('error', reject)
  })

const connected = async (dataDir: string) => {
  const found = await connect(dataDir)
  if (!found.ok) throw new Error(found.message)
  onTestFinished(() => found.client.close())
  return found.client
}

test('the command line reaches the engine in the app, as a person with the token', async () => {
  const { dataDir, callers } = await openHere()
  const client = await connected(dataDir)
  expect(await client.call('record', { filter: everyRecord, limit: 1, after: null })).toEqual({
    entries: [],
    damaged: [],
    next: null,
  })
  expect(callers).toEqual([{ person: expect.stringMatching(/^token:/), authority: 'operator' }])
})

test('browsers get no page and no link, and are told where the windows are', async () => {
  const { dataDir, place } = await openHere()
  for (const path of ['/', '/?link=x', '/index.html', '/log-on']) {
    expect(await get(place.port, {}, path)).toMatch(/^404 The desktop app runs the engine of this server/)
  }
  expect(await get(place.port, { host: 'evil.example' }, '/')).toMatch(/^403 /)
  const client = await connected(dataDir)
  await expect(client.link()).rejects.toThrow('use its windows on the screen of this server')
})

test('once the app ends nobody finds it, and who is connected is let go', async () => {
  const { dataDir, here } = await openHere()
  const client = await connected(dataDir)
  here.hide()
  expect(await connect(dataDir)).toEqual({
    ok: false,
    message: expect.stringContaining('No redundancy service or desktop app runs on the data folder'),
  })
  await here.close()
  await client.closed
  await expect(client.call('status', {})).rejects.toThrow('The connection to the service was lost.')
})
