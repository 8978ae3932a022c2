import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

/** `known` names the command and what it takes: "npm test [-- --only STAGE,STAGE]". */
export const readOptions = <Options extends ParseArgsOptionsConfig>(known: string, options: Options) => {
  try {
    return parseArgs({ options, strict: true, allowPositionals: false }).values
  } catch (error) {
    return refuseWords(known, error instanceof Error ? error.message : String(error))
  }
}

/** Wrong words end a command with one sentence and exit code 2. */
export const refuseWords = (known: string, why: string): never => {
  const first = why.split(/\.?\s*\n|\. /)[0]?.replace(/\.$/, '')
  process.stderr.write(`${first}. Usage: ${known}\n`)
  process.exit(2)
}
