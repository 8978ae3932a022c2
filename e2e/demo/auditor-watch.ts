import http from 'node:http'
import { createSipProber, createTcpProber } from './auditor-probes.ts'
import { createSampleJudge, type Endpoint } from './auditor-samples.ts'
import { nowMs } from './clock.ts'

/**
 * The auditor's eyes, a process of its own so that nothing else delays them: asks every service of both
 * sides every few milliseconds, and the box where it stands. Writes one JSON line for every change, and a
 * count of its samples every second.
 *
 *   auditor-watch.ts '{"intervalMs":5,"boxUrl":"http://...","endpoints":[...]}'
 */

export interface WatchPlan {
  readonly intervalMs: number
  readonly answerWithinMs: number
  readonly boxUrl: string
  /** The Unix socket to ask over, when the box's control is in another network namespace. */
  readonly boxSocket?: string
  readonly boxIntervalMs: number
  readonly endpoints: readonly Endpoint[]
}

const plan = JSON.parse(process.argv[2] ?? '') as WatchPlan
process.title = 'auditor-watch'

// Nobody listens any more: whoever started this is gone.
process.stdout.on('error', () => process.exit(0))

const emit = (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`)
const judge = createSampleJudge(emit)
const probers = plan.endpoints.map((endpoint) =>
  (endpoint.kind === 'tcp' ? createTcpProber : createSipProber)(endpoint, plan.answerWithinMs, judge),
)

let tick = 0
let lastMs = nowMs()
let longestGapMs = 0

const askAll = () => {
  const startMs = nowMs()
  longestGapMs = Math.max(longestGapMs, startMs - lastMs)
  lastMs = startMs
  tick += 1
  const current = tick
  for (const prober of probers) prober.ask(current)
  setImmediate(() => judge.asked(current, nowMs() - startMs))
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
let boxPosition = ''

/** The emulator's own word, not the product's: which side its cards are on. */
const sideOfBox = (text: string): string => {
  const state = JSON.parse(text) as { cards: { side: string }[] }
  const sides = new Set(state.cards.map((card) => card.side))
  return sides.size === 1 ? String([...sides][0]) : 'mixed'
}

const askBox = () => {
  const again = () => setTimeout(askBox, plan.boxIntervalMs)
  const askedMs = nowMs()
  const how = { agent, timeout: 1_000, socketPath: plan.boxSocket }
  const request = http.get(plan.boxUrl, how, (response) => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (part: string) => {
      text += part
    })
    response.on('end', () => {
      const position = sideOfBox(text)
      if (position !== boxPosition) emit({ kind: 'box', position, askedMs, atMs: nowMs() })
      boxPosition = position
      again()
    })
  })
  request.on('timeout', () => request.destroy(new Error('no answer')))
  request.on('error', () => {
    if (boxPosition !== 'silent') emit({ kind: 'box', position: 'silent', askedMs, atMs: nowMs() })
    boxPosition = 'silent'
    again()
  })
}

setInterval(askAll, plan.intervalMs)
setInterval(() => emit({ kind: 'count', ticks: tick, longestGapMs, atMs: nowMs() }), 1_000)
askBox()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))
