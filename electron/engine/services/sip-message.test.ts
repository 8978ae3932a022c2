import { expect, it } from 'vitest'
import { optionsRequest, responseCallId } from './sip-message.ts'

it('writes a whole OPTIONS request', () => {
  const text = optionsRequest({
    host: '10.0.0.2',
    port: 5060,
    localAddress: '10.0.0.1',
    localPort: 40_000,
    branch: 'b1',
    tag: 't1',
    callId: 'c1',
  })
  expect(text.split('\r\n')).toEqual([
    'OPTIONS sip:10.0.0.2:5060 SIP/2.0',
    'Via: SIP/2.0/UDP 10.0.0.1:40000;rport;branch=z9hG4bKb1',
    'Max-Forwards: 70',
    'From: <sip:redundancy@10.0.0.1>;tag=t1',
    'To: <sip:10.0.0.2:5060>',
    'Call-ID: c1',
    'CSeq: 1 OPTIONS',
    'Contact: <sip:redundancy@10.0.0.1:40000>',
    'Accept: application/sdp',
    'Content-Length: 0',
    '',
    '',
  ])
})

it.each([
  ['SIP/2.0 200 OK\r\nCall-ID: c1\r\n\r\n', 'c1'],
  ['SIP/2.0 401 Unauthorized\r\nVia: x\r\ni:c1 \r\n\r\nbody', 'c1'],
  ['SIP/2.0 483\r\ncall-id : c1\r\n\r\n', 'c1'],
  ['OPTIONS sip:x SIP/2.0\r\nCall-ID: c1\r\n\r\n', null],
  ['SIP/2.0 200 OK\r\n\r\nCall-ID: c1', null],
  ['SIP/2.0 999 X\r\nCall-ID: c1\r\n\r\n', null],
  ['junk', null],
])('finds the Call-ID of %j', (datagram, callId) => {
  expect(responseCallId(datagram)).toBe(callId)
})
