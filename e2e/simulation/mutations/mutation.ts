/**
 * Deliberate faults, one at a time: each takes out or bends one rule of control, and the simulation has to
 * notice. `find` stands exactly once in its file; a rule that was rewritten makes its mutation fail loudly.
 */
export interface Mutation {
  readonly name: string
  /** What goes wrong in the world when this rule is missing. */
  readonly why: string
  readonly edits: readonly Edit[]
}

export interface Edit {
  readonly file: string
  readonly find: string
  readonly replace: string
}

export const core = (file: string, find: string, replace: string): Edit => ({
  file: `shared/core/${file}.ts`,
  find,
  replace,
})
export const timing = (find: string, replace: string): Edit => ({
  file: 'shared/domain/timing.ts',
  find,
  replace,
})
export const driver = (find: string, replace: string): Edit => ({
  file: 'e2e/simulation/node.ts',
  find,
  replace,
})
export const guardian = (find: string, replace: string): Edit => ({
  file: 'e2e/simulation/guardian-model.ts',
  find,
  replace,
})
