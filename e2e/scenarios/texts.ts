import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readScenario, type Scenario } from './scenario.ts'

export const textsFolder = fileURLToPath(new URL('./texts/', import.meta.url))

/** Every scenario file, by name. */
export const scenarioFiles = (): string[] =>
  readdirSync(textsFolder)
    .filter((name) => name.endsWith('.txt'))
    .sort()

export const nameOf = (file: string): string => basename(file, '.txt')

export const scenarioIn = (file: string): Scenario =>
  readScenario(`e2e/scenarios/texts/${file}`, readFileSync(`${textsFolder}${file}`, 'utf8'))
