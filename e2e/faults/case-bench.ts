import { otherRole, type Role, sideOf } from '../demo/world-plan.ts'
import type { CaseBench, FaultCase } from './fault-case.ts'
import { PATIENCE_MS } from './fault-server.ts'
import { type FaultWorld, untilUpdated } from './fault-world.ts'
import { timings } from './hosts.ts'

/** What the cases are told with. */

const TAKE_OVER_MS = 3_000

export const timingOf = (fault: FaultCase) => timings[fault.timing ?? 'steady']

export const createCaseBench = (world: FaultWorld, fault: FaultCase): CaseBench => {
  const { auditor, servers } = world
  const silent = async (role: Role) => {
    const isDown = await auditor.waitUntilDown(sideOf(role), PATIENCE_MS)
    if (!isDown) throw new Error(`services of the ${role} still answer`)
  }
  return {
    world,
    ...servers,
    silent,
    serves: async (role) => {
      await silent(otherRole(role))
      const upMs = await auditor.waitUntilUp(sideOf(role), 0, PATIENCE_MS)
      if (upMs === null) throw new Error(`the services of the ${role} do not answer`)
    },
    longerThanLeases: () =>
      new Promise((resolve) => setTimeout(resolve, 2 * timingOf(fault).declareLostMs + TAKE_OVER_MS)),
    updated: (active) => untilUpdated(world, active),
  }
}
