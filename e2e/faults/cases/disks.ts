import fs from 'node:fs'
import path from 'node:path'
import { fillDisk } from '../../fixtures/small-disk.ts'
import type { CaseBench, FaultCase } from '../fault-case.ts'
import type { FaultServer } from '../fault-server.ts'

/** A data folder whose disk is full to the last byte: promises are kept all the same. */

const SMALL_MIB = 24
const fillerOf = ({ paths }: FaultServer, which = ''): string => path.join(paths.data, `filler${which}`)
const fill = (server: FaultServer): void => fillDisk(fillerOf(server))
const free = async (server: FaultServer): Promise<void> => fs.promises.rm(fillerOf(server))

/** Twice: what the first start had to give up is gone at the second. */
const killAndStartOnFullDisk = async (server: FaultServer): Promise<void> => {
  for (const which of ['-1', '-2']) {
    await server.powerOff()
    fillDisk(fillerOf(server, which))
    await server.start()
    await server.until('it can be asked', () => true)
  }
}
const freeAll = async (server: FaultServer): Promise<void> => {
  for (const which of ['', '-1', '-2']) await fs.promises.rm(fillerOf(server, which))
}

const onSmallDisk =
  (role: 'primary' | 'secondary') =>
  async ({ world }: CaseBench) =>
    world.smallDisk(role, SMALL_MIB)

export const diskCases: readonly FaultCase[] = [
  {
    name: 'disk full below the data folder of the active',
    holder: 'primary',
    withinMs: 15_000,
    prepare: onSmallDisk('primary'),
    strike: async ({ primary, longerThanLeases }) => {
      fill(primary)
      await longerThanLeases()
    },
    heal: ({ primary }) => free(primary),
    record: ['nothing'],
  },
  {
    name: 'disk full below the data folder of the standby',
    holder: 'primary',
    withinMs: 15_000,
    prepare: onSmallDisk('secondary'),
    strike: async ({ secondary, longerThanLeases }) => {
      fill(secondary)
      await longerThanLeases()
    },
    heal: ({ secondary }) => free(secondary),
    record: ['nothing'],
  },
  {
    name: 'disk full below the data folder of the standby, without power and started twice',
    holder: 'primary',
    withinMs: 15_000,
    prepare: onSmallDisk('secondary'),
    strike: async ({ secondary, longerThanLeases }) => {
      fill(secondary)
      await killAndStartOnFullDisk(secondary)
      await longerThanLeases()
    },
    heal: ({ secondary }) => freeAll(secondary),
    record: ['nothing'],
  },
  {
    name: 'disk full below the data folder of the active, without power and started twice',
    holder: 'secondary',
    withinMs: 25_000,
    prepare: onSmallDisk('primary'),
    strike: async ({ primary }) => {
      fill(primary)
      await killAndStartOnFullDisk(primary)
    },
    heal: ({ primary }) => freeAll(primary),
    record: [{ act: 'takeOver', outcome: 'done', by: 'secondary' }],
  },
  {
    name: 'disk full on the standby, and the active dies',
    holder: 'either',
    withinMs: 25_000,
    prepare: onSmallDisk('secondary'),
    strike: async ({ primary, secondary, silent, longerThanLeases }) => {
      fill(secondary)
      await primary.powerOff()
      await silent('primary')
      await longerThanLeases()
    },
    heal: async ({ primary, secondary }) => {
      await free(secondary)
      await primary.start()
    },
    record: [
      { act: 'takeOver', outcome: 'done', by: 'secondary' },
      { act: 'resume', outcome: 'done', by: 'primary' },
    ],
  },
]
