import { z } from 'zod'
import { certainties, linkCauses, linkDirections } from '../domain/link-doctor/causes.ts'

/** The link between the two servers as this one sees it. Display only: no rule of control reads it. */

export const linkFinding = z
  .object({
    cause: z.enum(linkCauses),
    direction: z.enum(linkDirections),
    certainty: z.enum(certainties),
    /** What was measured, by name; times in milliseconds. */
    evidence: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .strict()

const seen = z.object({ ageMs: z.number().nonnegative().nullable() }).strict()

export const linkView = z
  .object({
    /** `off`: redundancy is disabled here, or nothing is set yet. */
    state: z.enum(['up', 'down', 'off']),
    forMs: z.number().nonnegative(),
    ownAddress: z.string(),
    peerAddress: z.string(),
    port: z.number().int(),
    roundTripMs: z.number().nonnegative().nullable(),
    /** The last word of the other server. */
    fromPeer: seen,
    /** The newest word of this server of which the other one said that it came. */
    toPeer: seen,
    /** What is wrong, the likeliest first. */
    findings: z.array(linkFinding),
  })
  .strict()
export type LinkView = z.infer<typeof linkView>
