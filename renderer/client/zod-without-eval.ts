import { z } from 'zod'

/** The pages' content security policy forbids eval; zod must not try it. Imported before any schema is made. */
z.config({ jitless: true })
