import os from 'node:os'

/**
 * Whether the own address belongs to a card that is connected: the system lists only those. Null for a
 * loopback address, which has no cable and, but for the first, is not listed.
 */
export const isOwnCardUp = (address: string): boolean | null =>
  address.startsWith('127.')
    ? null
    : Object.values(os.networkInterfaces()).some((ones) => ones?.some((one) => one.address === address))
