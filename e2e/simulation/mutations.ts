import { armingMutations } from './mutations/arming.ts'
import { disablingMutations } from './mutations/disabling.ts'
import { epochsMutations } from './mutations/epochs.ts'
import { evidenceMutations } from './mutations/evidence.ts'
import { honestyMutations } from './mutations/honesty.ts'
import { leasesMutations } from './mutations/leases.ts'
import type { Mutation } from './mutations/mutation.ts'
import { onCutMutations } from './mutations/on-cut.ts'
import { plannedMutations } from './mutations/planned.ts'
import { rehearsalMutations } from './mutations/rehearsal.ts'
import { restraintMutations } from './mutations/restraint.ts'
import { stallsMutations } from './mutations/stalls.ts'
import { takeOverMutations } from './mutations/take-over.ts'

/** Every deliberate fault, in the order of the table. */
export const mutations: readonly Mutation[] = [
  ...leasesMutations,
  ...epochsMutations,
  ...takeOverMutations,
  ...evidenceMutations,
  ...armingMutations,
  ...disablingMutations,
  ...plannedMutations,
  ...rehearsalMutations,
  ...onCutMutations,
  ...stallsMutations,
  ...restraintMutations,
  ...honestyMutations,
]
