import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { site } from '../../shared/contract/site.ts'
import { preferPorts } from './free-ports.ts'
import { createPairWorld } from './pair-world.ts'
import { markedProcesses, worldSwitch } from './world-processes.ts'

test('a world writes settings the product accepts, and leaves nothing behind', async () => {
  const world = await createPairWorld({ phones: 3 })
  try {
    for (const { data, tree } of Object.values(world.servers)) {
      const settings = site.parse(JSON.parse(fs.readFileSync(path.join(data, 'site.json'), 'utf8')))
      expect(settings.services).toHaveLength(3)
      for (const set of settings.replicatedSets) expect(set.path).toBe(path.join(tree, set.id))
    }
    const box = (await (await fetch(`${world.boxControl}/state`)).json()) as { cards: { side: string }[] }
    expect(box.cards.map((card) => card.side)).toEqual(['A', 'A'])
    world.startPhones()
  } finally {
    await world.end()
  }
  expect(markedProcesses(world.folder)).toEqual([])
  expect(fs.existsSync(world.folder)).toBe(false)
})

test('a world whose own process is killed is cleaned away by its reaper', async () => {
  const module = path.join(import.meta.dirname, 'pair-world.ts')
  const script = `const { createPairWorld } = await import(${JSON.stringify(module)})
    const world = await createPairWorld({})
    console.log(world.folder)
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [folder] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const left = markedProcesses(folder)
  expect(left.length).toBeGreaterThanOrEqual(2)
  child.kill('SIGKILL')
  await expect.poll(() => markedProcesses(folder), { timeout: 15_000 }).toEqual([])
  await expect.poll(() => fs.existsSync(folder), { timeout: 15_000 }).toBe(false)
})

test('a process that paints over its environment is known by its command line', async () => {
  const folder = '/tmp/redundancy-demo-painted'
  const child = spawn('sh', ['-c', 'echo up; read line', worldSwitch(folder)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {},
  })
  await once(child.stdout, 'data')
  expect(markedProcesses(folder)).toEqual([child.pid])
  expect(markedProcesses('/tmp/redundancy-demo-another')).toEqual([])
  child.stdin.end('\n')
  await once(child, 'exit')
})

test('a taken port is passed over', async () => {
  const server = net.createServer().listen(0, '127.0.0.2')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  const [chosen] = await preferPorts([port], ['127.0.0.1', '127.0.0.2'])
  expect(chosen).not.toBe(port)
  server.close()
})
