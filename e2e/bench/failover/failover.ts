import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { readOptions, refuseWords } from '../../../build/command-options.ts'
import { nowMs } from '../../demo/clock.ts'
import { networkFault } from '../../fixtures/namespaces.ts'
import { keepalivedVersion, startKeepalived } from './keepalived-pair.ts'
import { startProduct } from './product-pair.ts'
import { cases, keepalivedFaults, type Speed, speeds, timings } from './rows.ts'
import { firstAnswerMs, median } from './seen.ts'
import { isAllReached, type Measured, reportOf } from './table.ts'
import { type Trial, tryKeepalived, tryProduct } from './trial.ts'
import { addresses, type BenchWorld, createBenchWorld, SERVICE_PORT, serviceArgv } from './world.ts'

/**
 * `npm run bench:failover -- [--trials N] [--only TEXT] [--write]`: how long nobody serves after a fault, measured
 * from outside against keepalived in the same kind of network in the same run (docs/failover.md). `--only` takes rows
 * that begin with the text; `--write` keeps the table in docs/failover.md. Exit code 1 when a figure is
 * not reached.
 */
const usage = 'npm run bench:failover [-- --trials 15] [--only TEXT] [--write]'
const values = readOptions(usage, {
  trials: { type: 'string', default: '15' },
  only: { type: 'string', default: '' },
  write: { type: 'boolean', default: false },
})
const trials = /^[1-9]\d{0,3}$/.test(values.trials)
  ? Number(values.trials)
  : refuseWords(usage, `--trials takes a whole number from 1 on, not "${values.trials}"`)
const isWanted = (speed: Speed, name: string): boolean => `${speed}, ${name}`.startsWith(values.only)
if (!speeds.some((speed) => cases.some(({ name }) => isWanted(speed, name))))
  refuseWords(usage, `No row begins with "${values.only}"`)
if (values.write && values.only !== '') refuseWords(usage, '--write keeps all rows or none: leave out --only')
const BEGIN = '<!-- measured: npm run bench:failover -- --write -->'
const document = path.resolve(import.meta.dirname, '../../../docs/failover.md')

const fault = networkFault() ?? (keepalivedVersion() === null ? 'keepalived is not installed.' : null)
if (fault !== null) {
  console.error(`BENCH:FAILOVER DID NOT RUN: ${fault}`)
  process.exit(1)
}

const inWorld = async <T>(act: (world: BenchWorld) => Promise<T>): Promise<T> => {
  const world = createBenchWorld()
  const interrupted = () => void world.end().then(() => process.exit(130))
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  try {
    return await act(world)
  } finally {
    process.off('SIGINT', interrupted)
    process.off('SIGTERM', interrupted)
    await world.end()
  }
}

const repeat = async (
  speed: Speed,
  name: string,
  once: (share: number) => Promise<Trial>,
): Promise<Trial[]> => {
  const done: Trial[] = []
  while (done.length < trials) {
    const trial = await once((done.length + 0.5) / trials)
    done.push(trial)
    const both = trial.bothMs > 0 ? `, BOTH for ${Math.round(trial.bothMs)} ms` : ''
    const timeline = trial.timeline.map(({ what, ms }) => `${what} ${Math.round(ms)}`).join(' · ')
    console.log(`${speed}, ${name}, ${done.length}: ${Math.round(trial.tookMs)} ms${both}  ${timeline}`)
  }
  return done
}

const measureKeepalived = (speed: Speed): Promise<Measured[]> => {
  const wanted = keepalivedFaults.filter((one) =>
    cases.some(({ name, against }) => against === one && isWanted(speed, name)),
  )
  if (wanted.length === 0) return Promise.resolve([])
  return inWorld(async (world) => {
    const advertMs = timings[speed].heartbeatMs
    const pair = await startKeepalived(world, advertMs / 1_000)
    const measured: Measured[] = []
    for (const one of wanted) {
      const name = `keepalived: ${one}`
      const done = await repeat(speed, name, (share) => tryKeepalived(world, pair, one, advertMs, share))
      measured.push({ speed, name, trials: done, stated: null })
    }
    return measured
  })
}

const measureProduct = (speed: Speed): Promise<Measured[]> => {
  const wanted = cases.filter(({ name }) => isWanted(speed, name))
  if (wanted.length === 0) return Promise.resolve([])
  return inWorld(async (world) => {
    const pair = await startProduct(world, timings[speed])
    const measured: Measured[] = []
    for (const { name, fault } of wanted) {
      const done = await repeat(speed, name, (share) => tryProduct(world, pair, fault, share))
      measured.push({ speed, name, trials: done, stated: pair.stated })
    }
    return measured
  })
}

/** From the start of its process to its first answer, without anybody around it. */
const measureServiceStart = (): Promise<number> =>
  inWorld(async (world) => {
    const target = { address: addresses.primary, port: SERVICE_PORT, from: addresses.prober }
    await world.probe('prober', [target])
    const took: number[] = []
    for (let number = 0; number < 9; number += 1) {
      await world.take()
      const atMs = nowMs()
      const service = world.run('primary', 'service', serviceArgv('primary', addresses.primary))
      for (let first: number | null = null; first === null; ) {
        first = firstAnswerMs(await world.take(), 'primary', atMs)
        if (first !== null) took.push(first - atMs)
      }
      await service.crash()
    }
    return median(took)
  })

const all: Measured[] = []
const load = os.loadavg()[0]?.toFixed(1)
const serviceStartMs = await measureServiceStart()
for (const speed of speeds) all.push(...(await measureKeepalived(speed)), ...(await measureProduct(speed)))
const report = reportOf(all, {
  machine: `${os.cpus().length} x ${os.cpus()[0]?.model.trim()}, ${os.type()} ${os.release()}`,
  date: new Date().toISOString().slice(0, 10),
  versions: `keepalived ${keepalivedVersion()}, Node ${process.version}`,
  load: `${load} at the start, ${os.loadavg()[0]?.toFixed(1)} at the end`,
  serviceStartMs,
})
console.log(`\n${report}`)
if (values.write) {
  const text = fs.readFileSync(document, 'utf8')
  fs.writeFileSync(document, `${text.slice(0, text.indexOf(BEGIN))}${BEGIN}\n\n${report}\n`)
}
process.exitCode = isAllReached(all, serviceStartMs) ? 0 : 1
