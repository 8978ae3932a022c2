import type { OwnAddress } from '../contract/settings.ts'

/** Whether two servers stand in one network, as far as this one's own network mask tells. Pure. */

const bitsOf = (address: string): number =>
  address.split('.').reduce((bits, part) => bits * 256 + Number(part), 0)

const networkOf = (address: string, prefix: number): number =>
  Math.floor(bitsOf(address) / 2 ** (32 - prefix)) * 2 ** (32 - prefix)

const dotted = (bits: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.')

/** A mask that leaves no room for a neighbour (a tunnel, a cloud) says nothing about a network. */
const LONGEST_PREFIX = 30

/** "10.10.10.0/24", when `other` is outside of it; null when it is inside, or nobody can say. */
export const networkLeft = (
  ownAddresses: readonly OwnAddress[],
  own: string,
  other: string,
): string | null => {
  const prefix = ownAddresses.find(({ address }) => address === own)?.prefix ?? null
  if (prefix === null || prefix > LONGEST_PREFIX || other === '') return null
  const network = networkOf(own, prefix)
  return networkOf(other, prefix) === network ? null : `${dotted(network)}/${prefix}`
}
