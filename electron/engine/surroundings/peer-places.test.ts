import { describe, expect, it } from 'vitest'
import type { Probe, ServiceDefinition } from '../../../shared/contract/site.ts'
import { peerPlaces } from './peer-places.ts'

const own = '10.10.10.2'
const peer = '10.10.10.1'

const service = (probe: Probe, runs: ServiceDefinition['runs'] = 'whenActive'): ServiceDefinition => ({
  id: 'one',
  shownAs: 'other',
  runs,
  runner: { kind: 'unit', unit: 'one' },
  probe,
})
const placesOf = (probe: Probe, runs?: ServiceDefinition['runs']) =>
  peerPlaces([service(probe, runs)], own, peer)

describe('what is asked of the other server', () => {
  it.each(['127.0.0.1', 'localhost', '0.0.0.0', own])('a probe of %s is turned to its address', (host) => {
    expect(placesOf({ kind: 'sip', host, port: 5060 })).toEqual([{ kind: 'sip', host: peer, port: 5060 }])
    expect(placesOf({ kind: 'http', url: `http://${host}:8080/health` })).toEqual([
      { kind: 'http', url: `http://${peer}:8080/health` },
    ])
  })

  it('a third machine says nothing of it', () => {
    expect(placesOf({ kind: 'tcp', host: '10.10.10.9', port: 80 })).toEqual([])
    expect(placesOf({ kind: 'http', url: 'http://example.org/' })).toEqual([])
  })

  it('what runs on both servers is no sign of an active, and a process is not seen from here', () => {
    expect(placesOf({ kind: 'tcp', host: own, port: 80 }, 'onBoth')).toEqual([])
    expect(placesOf({ kind: 'process' })).toEqual([])
  })
})
