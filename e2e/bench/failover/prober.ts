import dgram from 'node:dgram'
import { nowMs } from '../../demo/clock.ts'
import type { Answer, ProbeTarget } from './seen.ts'

/**
 * Asks every target each few milliseconds over UDP and keeps the answers; SIGUSR2 makes it say
 * what it kept: one JSON line.
 *
 *   prober.ts INTERVAL_MS '[{"address": "10.0.0.1", "port": 7000, "from": "10.0.0.9"}]'
 */

const KEPT_QUESTIONS = 1_024
const interval = Number(process.argv[2])
const targets = JSON.parse(process.argv[3] ?? '[]') as ProbeTarget[]

let answers: Answer[] = []
const ask = (target: ProbeTarget): (() => void) => {
  const socket = dgram.createSocket('udp4')
  const asked = new Map<number, number>()
  let number = 0
  socket.on('message', (message) => {
    const [host = '', text] = message.toString().split(' ')
    const askedMs = asked.get(Number(text))
    if (askedMs !== undefined) answers.push({ host, askedMs, answeredMs: nowMs() })
  })
  // A host that is gone makes errors; its silence says the same.
  socket.on('error', () => {})
  socket.bind({ port: 0, address: target.from })
  return () => {
    number += 1
    asked.set(number, nowMs())
    asked.delete(number - KEPT_QUESTIONS)
    socket.send(String(number), target.port, target.address, () => {})
  }
}

const questions = targets.map(ask)
setInterval(() => {
  for (const question of questions) question()
}, interval)
process.on('SIGUSR2', () => {
  process.stdout.write(`${JSON.stringify(answers)}\n`)
  answers = []
})
process.stdout.write('ready\n')
