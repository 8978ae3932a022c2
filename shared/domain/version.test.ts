import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { productVersion } from './version.ts'

test('the version the product states is the one of its package', () => {
  expect(productVersion).toBe(manifest.version)
})
