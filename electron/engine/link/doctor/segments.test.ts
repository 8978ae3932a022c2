import { expect, test } from 'vitest'
import { parseSegments, segmentsSince } from './segments.ts'

const line = (local: string, remote: string, counts: string): string =>
  `0      0      ${local} ${remote} cubic wscale:10,10 rto:204 mss:1448 cwnd:10 ${counts} segs_in:30 data_segs_in:12 send 20Mbps`

const before = line(
  '10.77.0.1:9640',
  '10.77.0.2:40001',
  'segs_out:200 data_segs_out:100 retrans:0/4 dsack_dups:1',
)
const after = [
  line('10.77.0.1:9640', '10.77.0.2:40001', 'segs_out:260 data_segs_out:130 retrans:1/9 dsack_dups:3'),
  line('10.77.0.1:40500', '10.77.0.2:9640', 'segs_out:60 data_segs_out:20'),
  line('10.77.0.1:22', '10.77.0.2:51000', 'segs_out:900 data_segs_out:900 retrans:0/90'),
].join('\n')

test('what was counted since is summed over the connections of the link, old and new, and no others', () => {
  const counted = segmentsSince(parseSegments(before, 9640), parseSegments(after, 9640))
  expect(counted).toEqual({ sent: 50, sentAgain: 5, inVain: 2 })
})

test('without the tool nothing is known', () => {
  expect(segmentsSince(null, parseSegments(after, 9640))).toBe(null)
  expect(parseSegments('', 9640).size).toBe(0)
})
