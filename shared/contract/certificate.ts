import { z } from 'zod'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** Another certificate than the pinned one, of a server that proved the key: it waits for a person. SHA-256 of each. */
export const newCertificate = z
  .object({
    /** Empty: the pinned one cannot be read any more. */
    was: z.union([sha256, z.literal('')]),
    is: sha256,
  })
  .strict()
export type NewCertificate = z.infer<typeof newCertificate>

/** Null: none waits on this server. */
export const newCertificateOutput = z.object({ certificate: newCertificate.nullable() }).strict()
